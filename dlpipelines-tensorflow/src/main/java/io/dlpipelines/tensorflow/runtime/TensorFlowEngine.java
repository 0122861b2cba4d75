package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.LocalCopy;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.scoring.ModelReference;
import io.dlpipelines.scoring.Scorer;
import io.dlpipelines.scoring.ScoringEngine;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensorflow.precision.Precision;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

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
          ModelLoader.load(folder -> LocalCopy.write(folder, model), engine, List.of()).close();
          return null;
        });
  }

  /** What tells graphs apart that are not rewritten alike: those with other tensors to be fed. */
  private Set<String> cut(List<String> feeds) {
    return options.precision() == Precision.FLOAT32 ? Set.of() : Set.copyOf(feeds);
  }

  @Override
  public Scorer open(
      ModelReference model, List<String> feeds, List<String> fetches, LongConsumer onLoad) {
    EngineMetrics.register();
    SessionCache.Lease lease =
        SessionCache.EXECUTOR.acquire(
            new SessionCache.Key(model.sha256(), this, cut(feeds)),
            () -> ModelLoader.load(model::copyTo, this, feeds),
            onLoad);
    return new Scorer() {
      @Override
      public void run(TensorBuffer[] inputs, TensorBuffer[] outputs) {
        lease.session().run(feeds, inputs, fetches, outputs);
      }

      @Override
      public void close() {
        lease.close();
      }
    };
  }
}
