package io.dlpipelines.persist;

import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Paths as they are shown in messages: without passwords, which some write into a path ({@code
 * s3a://KEY:SECRET@bucket/…}), and without signatures of a query.
 */
public final class ShownPath {
  private static final Pattern PASSWORD = Pattern.compile("(\\w://)[^/@\\s]*:[^/@\\s]*@");
  private static final Pattern QUERY =
      Pattern.compile(
          "(?i)\\?(?=\\S*(?:sig|signature|token|secret|password|credential|key)\\w*=)\\S*");
  private static final String HIDDEN = "***";

  private ShownPath() {}

  /**
   * A path, or any text with paths in it.
   *
   * @param text the text
   * @return the text with {@code ***} in the place of credentials
   */
  public static String of(String text) {
    String withoutPasswords = PASSWORD.matcher(text).replaceAll("$1" + HIDDEN + "@");
    return QUERY.matcher(withoutPasswords).replaceAll("?" + HIDDEN);
  }

  /**
   * A path.
   *
   * @param path the path
   * @return its text with {@code ***} in the place of credentials
   */
  public static String of(Path path) {
    return of(path.toString());
  }

  /**
   * Whether there are credentials in a path.
   *
   * @param path the path
   * @return whether what is shown of it differs
   */
  public static boolean hides(String path) {
    return !of(path).equals(path);
  }
}
