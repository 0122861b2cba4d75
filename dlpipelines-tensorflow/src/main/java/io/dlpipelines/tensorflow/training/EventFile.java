package io.dlpipelines.tensorflow.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** One file of events, as TensorBoard reads them. */
final class EventFile implements AutoCloseable {
  private static final String FILE_VERSION = "brain.Event:2";

  private final FSDataOutputStream out;
  private final TFRecordStream records;

  EventFile(Path folder, Configuration hadoop) throws IOException {
    long seconds = System.currentTimeMillis() / 1000;
    String unique = UUID.randomUUID().toString().substring(0, 8);
    String name = "events.out.tfevents.%010d.%s.%s".formatted(seconds, host(), unique);
    out = withoutChecksums(folder.getFileSystem(hadoop)).create(new Path(folder, name), false);
    records = new TFRecordStream(out);
    write(Event.newBuilder().setFileVersion(FILE_VERSION));
  }

  /** Writes values that belong to one step, and hands them to whoever reads meanwhile. */
  void write(long step, Map<String, Double> scalars) throws IOException {
    Summary.Builder summary = Summary.newBuilder();
    scalars.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    write(Event.newBuilder().setStep(step).setSummary(summary));
  }

  private void write(Event.Builder event) throws IOException {
    double now = System.currentTimeMillis() / 1e3;
    records.write(event.setWallTime(now).build().toByteArray());
    out.hflush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** TensorBoard takes the checksum files of Hadoop's local file system for files of events. */
  private static FileSystem withoutChecksums(FileSystem fileSystem) {
    return fileSystem instanceof ChecksumFileSystem checksummed
        ? checksummed.getRawFileSystem()
        : fileSystem;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException noName) {
      return "localhost";
    }
  }
}
