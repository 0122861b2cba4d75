package io.dlpipelines.tensorflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.TrainingHistory;
import java.io.Serializable;
import java.util.function.UnaryOperator;

/**
 * What a stage that was fitted has beside its Params: how the training went, saved with its
 * network, and the network as a graph to score with, written once.
 */
public final class FittedNetwork implements Serializable {
  private static final String HISTORY = "history";

  private TrainingHistory history;
  private transient KerasModel written;
  private transient TFInputGraph graph;

  /** Of a stage that was not fitted. */
  public FittedNetwork() {
    this(TrainingHistory.none());
  }

  /**
   * Of a stage that was fitted.
   *
   * @param history how the training went
   */
  public FittedNetwork(TrainingHistory history) {
    this.history = history;
  }

  /**
   * How the training went.
   *
   * @return without epochs if there was none
   */
  public TrainingHistory history() {
    return history;
  }

  /**
   * A network as a graph.
   *
   * @param model the network
   * @param scoring adds what makes columns of its outputs
   * @return the graph, the same one for the same network
   */
  public synchronized TFInputGraph graph(KerasModel model, UnaryOperator<TFInputGraph> scoring) {
    if (written != model) {
      graph = scoring.apply(TFInputGraph.fromKeras(model));
      written = model;
    }
    return graph;
  }

  /**
   * Adds the history to what is saved of a network.
   *
   * @param network what is saved of it
   * @return the same with the history
   */
  public SavedData saved(SavedData network) {
    ObjectNode descriptor = ((ObjectNode) network.descriptor()).set(HISTORY, history.toJson());
    return new SavedData(network.engine(), descriptor, network.files());
  }

  /**
   * Takes the history from what was saved.
   *
   * @param saved what {@link #saved} gave
   */
  public void loaded(SavedData saved) {
    if (saved.descriptor().has(HISTORY)) {
      history = TrainingHistory.fromJson(saved.descriptor().get(HISTORY));
    }
  }
}
