package io.dlpipelines.battery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves the files of a folder over HTTP, without their lengths. */
public final class FileServer implements AutoCloseable {
  private final Path folder;
  private final HttpServer server;

  /**
   * Begins to serve.
   *
   * @param folder the folder
   * @throws IOException if there is no port
   */
  public FileServer(Path folder) throws IOException {
    this.folder = folder;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * The address of a file.
   *
   * @param name its percent-encoded path below the folder
   * @return an address of this machine
   */
  public String address(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
      if (Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(200, 0);
        Files.copy(file, exchange.getResponseBody());
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
