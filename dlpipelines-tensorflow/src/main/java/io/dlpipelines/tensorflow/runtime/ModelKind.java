package io.dlpipelines.tensorflow.runtime;

/** The forms in which a model's files are kept and travel. */
public enum ModelKind {
  /** A GraphDef without variables: {@code graph.pb}. */
  GRAPH,
  /** A SavedModel: the files of its folder below {@code saved_model/}. */
  SAVED_MODEL,
  /** A meta graph with a checkpoint of its variables: files below {@code checkpoint/}. */
  CHECKPOINT;

  /** The file of a {@link #GRAPH}. */
  public static final String GRAPH_FILE = "graph.pb";

  /** The folder of a {@link #SAVED_MODEL}. */
  public static final String SAVED_MODEL_FOLDER = "saved_model";

  /** The file of a {@link #SAVED_MODEL} that holds its graph. */
  public static final String SAVED_MODEL_FILE = "saved_model.pb";

  /** The signature of a {@link #SAVED_MODEL} that initializes it, and nobody scores with. */
  public static final String INIT_SIGNATURE = "__saved_model_init_op";

  /** The folder and common prefix of a {@link #CHECKPOINT}'s files. */
  public static final String CHECKPOINT_PREFIX = "checkpoint/model";
}
