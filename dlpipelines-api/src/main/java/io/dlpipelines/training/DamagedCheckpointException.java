package io.dlpipelines.training;

import java.io.IOException;

/** A checkpoint that was not written whole, or was changed since. */
final class DamagedCheckpointException extends IOException {
  DamagedCheckpointException(String what) {
    super(what);
  }
}
