package io.dlpipelines.persist;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class ShownPathTest {

  @Test
  void passwordsAreNotShown() {
    assertThat(ShownPath.of("s3a://KEY:SECRET@bucket/models/wine"))
        .isEqualTo("s3a://***@bucket/models/wine");
    assertThat(ShownPath.of(new Path("ftp://me:pass@host/models")))
        .isEqualTo("ftp://***@host/models");
    assertThat(ShownPath.of("File s3a://K:S@a/x is not s3a://K:S@b/y"))
        .isEqualTo("File s3a://***@a/x is not s3a://***@b/y");
  }

  @Test
  void signaturesAreNotShown() {
    assertThat(ShownPath.of("https://account.blob.core.windows.net/c/m.pb?sv=2024&sig=abc%3D"))
        .isEqualTo("https://account.blob.core.windows.net/c/m.pb?***");
    assertThat(ShownPath.of("https://host/m.pb?X-Amz-Signature=abc&x=1"))
        .isEqualTo("https://host/m.pb?***");
  }

  @Test
  void otherPathsAreShownAsTheyAre() {
    for (String path :
        new String[] {
          "hdfs://namenode:8020/models/wine@3",
          "abfss://container@account.dfs.core.windows.net/models",
          "file:/tmp/model?.pb",
          "https://host/m.pb?version=3",
          "models/a:b@c"
        }) {
      assertThat(ShownPath.of(path)).isEqualTo(path);
      assertThat(ShownPath.hides(path)).isFalse();
    }
  }
}
