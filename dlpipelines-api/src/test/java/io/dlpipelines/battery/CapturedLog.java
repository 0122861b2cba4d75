package io.dlpipelines.battery;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What a class of this process writes to the log, at one level. */
public final class CapturedLog implements AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Level before;
  private final Logger logger;
  private final AbstractAppender appender;

  private CapturedLog(String source, Level level) {
    logger = (Logger) LogManager.getLogger(source);
    before = logger.getLevel();
    appender =
        new AbstractAppender("captured", null, null, false, Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            if (event.getLevel() == level) {
              messages.add(event.getMessage().getFormattedMessage());
            }
          }
        };
    appender.start();
    logger.addAppender(appender);
    logger.setAdditive(false);
    Configurator.setLevel(logger, level);
  }

  /**
   * Captures warnings.
   *
   * @param source the class that warns
   * @return to be closed
   */
  public static CapturedLog warnings(Class<?> source) {
    return warnings(source.getName());
  }

  /**
   * Captures warnings.
   *
   * @param source the name of the class that warns
   * @return to be closed
   */
  public static CapturedLog warnings(String source) {
    return new CapturedLog(source, Level.WARN);
  }

  /**
   * Captures what is told at the level INFO.
   *
   * @param source the name of the class that tells
   * @return to be closed
   */
  public static CapturedLog infos(String source) {
    return new CapturedLog(source, Level.INFO);
  }

  /**
   * What was written so far.
   *
   * @return the messages
   */
  public List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    logger.removeAppender(appender);
    logger.setAdditive(true);
    Configurator.setLevel(logger, before);
  }
}
