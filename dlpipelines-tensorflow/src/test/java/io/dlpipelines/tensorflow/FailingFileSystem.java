package io.dlpipelines.tensorflow;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** This machine's files, of which none can be opened. */
public final class FailingFileSystem extends LocalFileSystem {
  private static final String CLASS = "fs.file.impl";
  private static final String UNCACHED = "fs.file.impl.disable.cache";

  /** Does something while the local file system fails. */
  static void inPlace(Configuration configuration, Runnable work) {
    configuration.setClass(CLASS, FailingFileSystem.class, LocalFileSystem.class);
    configuration.setBoolean(UNCACHED, true);
    try {
      work.run();
    } finally {
      configuration.unset(CLASS);
      configuration.unset(UNCACHED);
    }
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    throw new IOException("The store does not answer.");
  }
}
