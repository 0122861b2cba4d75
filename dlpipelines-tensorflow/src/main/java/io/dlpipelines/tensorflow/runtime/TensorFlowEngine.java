package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.LocalCopy;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.scoring.ModelReference;
import io.dlpipelines.scoring.RejectedRowsException;
import io.dlpipelines.scoring.Scorer;
import io.dlpipelines.scoring.ScoringEngine;
import io.dlpipelines.tensor.TensorBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;

/**
 * Scores with TensorFlow. All tasks of an executor that score with the same model and options share
 * one session.
 *
 * @param kind the form of the model's files
 * @param tags of the meta graph in a SavedModel
 * @param options how the session is opened
 */
public record TensorFlowEngine(ModelKind kind, List<String> tags, SessionOptions options)
    implements ScoringEngine {

  /**
   * Copies the tags.
   *
   * @param kind the form of the model's files
   * @param tags of the meta graph in a SavedModel
   * @param options how the session is opened
   */
  public TensorFlowEngine {
    tags = List.copyOf(tags);
  }

  /**
   * Opens a model on this machine's processor, and closes it again.
   *
   * @param kind the form of the model's files
   * @param tags of the meta graph in a SavedModel
   * @param model the files
   * @throws RuntimeException if it cannot be opened
   */
  public static void requireOpens(ModelKind kind, List<String> tags, ModelFiles model) {
    TensorFlowEngine engine = new TensorFlowEngine(kind, tags, SessionOptions.DEFAULT);
    SessionCache.onOwnThread(
        () -> {
          ModelLoader.load(folder -> LocalCopy.write(folder, model), engine, SessionSetup.DEFAULT)
              .close();
          return null;
        });
  }

  @Override
  public Scorer open(
      ModelReference model, List<String> feeds, List<String> fetches, LongConsumer onLoad) {
    EngineMetrics.register();
    SessionSetup setup = options.ofTask().feeding(feeds);
    SessionCache.Lease lease =
        SessionCache.EXECUTOR.acquire(
            new SessionCache.Key(model.sha256(), this, setup),
            () -> ModelLoader.load(model::copyTo, this, setup),
            onLoad);
    return new Scorer() {
      @Override
      public void run(TensorBuffer[] inputs, TensorBuffer[] outputs) {
        try {
          lease.session().run(feeds, inputs, fetches, outputs);
        } catch (TFInvalidArgumentException | TFOutOfRangeException refused) {
          throw new RejectedRowsException(StepErrors.reason(refused), refused);
        }
      }

      @Override
      public int concurrentRuns() {
        return setup.concurrentRuns();
      }

      @Override
      public void close() {
        lease.close();
      }
    };
  }
}
