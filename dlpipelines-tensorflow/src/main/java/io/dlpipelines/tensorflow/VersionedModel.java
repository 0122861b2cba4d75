package io.dlpipelines.tensorflow;

import io.dlpipelines.persist.UnreadableException;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.LastUsed;
import io.dlpipelines.scoring.ModelUpdates;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensorflow.graph.ModelVersion;
import io.dlpipelines.tensorflow.runtime.TensorFlowEngine;
import io.dlpipelines.tensorflow.safety.SafeModel;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.types.StructField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest version of a model in a folder that can be read, opened and fed as the query was
 * planned. A version that cannot is passed over with a warning until it is written again, or, if
 * its files could not be read, until they can. Equal ones follow the same folder.
 */
final class VersionedModel implements ModelUpdates {
  private static final Logger LOG = LoggerFactory.getLogger(VersionedModel.class);
  private static final int MEMORY = 16;

  /** What was opened lately: a stage is asked for its plan several times in a row. */
  private static final Map<ModelVersion, SoftReference<TFInputGraph>> OPENED =
      new LastUsed<>(MEMORY);

  private final String folder;
  private final VersionPolicy policy;
  private final transient Function<TFInputGraph, ScoringPlan> planner;
  private final transient Set<ModelVersion> refused =
      Collections.newSetFromMap(new LastUsed<>(MEMORY));
  private final transient Map<String, ScoringPlan> runs = new LastUsed<>(MEMORY);
  private transient ModelVersion version;
  private transient ScoringPlan plan;

  private VersionedModel(
      String folder, VersionPolicy policy, Function<TFInputGraph, ScoringPlan> planner) {
    this.folder = folder;
    this.policy = policy;
    this.planner = planner;
  }

  /**
   * A plan with the version that the policy wants.
   *
   * @param planner makes a plan of a graph
   * @throws IllegalArgumentException if no version will do: why each will not
   */
  static ScoringPlan plan(
      String folder, VersionPolicy policy, Function<TFInputGraph, ScoringPlan> planner) {
    VersionedModel model = new VersionedModel(folder, policy, planner);
    List<ModelVersion> there = ModelVersion.list(folder);
    List<String> problems = model.update(policy.among(there));
    if (model.plan == null) {
      throw new IllegalArgumentException(
          "%s has no version that will do; there is %s.%s"
              .formatted(
                  folder,
                  there.stream().map(ModelVersion::number).toList(),
                  String.join("", problems)));
    }
    return policy.follows() ? model.plan.updatedBy(model) : model.plan;
  }

  @Override
  public synchronized ScoringPlan current(ScoringPlan planned, String run) {
    ScoringPlan known = runs.get(run);
    if (known == null) {
      try {
        update(policy.among(ModelVersion.list(folder)));
      } catch (UnreadableException unreachable) {
        LOG.warn("{}; version {} stays.", unreachable.getMessage(), version.number());
      }
      known = plan;
      runs.put(run, known);
    }
    return known;
  }

  /** Takes the first that will do; gives what is wrong with those before it. */
  private List<String> update(List<ModelVersion> newestFirst) {
    List<String> problems = new ArrayList<>();
    for (ModelVersion candidate : newestFirst) {
      if (candidate.equals(version)) {
        return problems;
      }
      if (!refused.contains(candidate)) {
        try {
          use(candidate);
          return problems;
        } catch (RuntimeException problem) {
          if (!(problem instanceof UnreadableException)) {
            refused.add(candidate);
          }
          problems.add("\nVersion %d: %s".formatted(candidate.number(), problem.getMessage()));
          LOG.warn(
              "{}: version {} is passed over: {}",
              folder,
              candidate.number(),
              problem.getMessage());
        }
      }
    }
    return problems;
  }

  private void use(ModelVersion candidate) {
    ScoringPlan found = planner.apply(open(candidate));
    if (plan != null && !columns(found).equals(columns(plan))) {
      throw new IllegalArgumentException(
          "it gives %s, and the query was planned with %s. Start the query anew to use it."
              .formatted(columns(found), columns(plan)));
    }
    if (version != null) {
      LOG.info("{}: version {} instead of {}.", folder, candidate.number(), version.number());
    }
    version = candidate;
    plan = found;
  }

  private static List<StructField> columns(ScoringPlan plan) {
    return plan.spec().fetches().stream().map(VersionedModel::column).toList();
  }

  private static StructField column(Fetch fetch) {
    return fetch.type().field(fetch.column(), true);
  }

  /** Reads a version. Where no model is tried, it is seen here whether TensorFlow opens it. */
  private static TFInputGraph open(ModelVersion version) {
    synchronized (OPENED) {
      SoftReference<TFInputGraph> known = OPENED.get(version);
      TFInputGraph graph = known == null ? null : known.get();
      if (graph == null) {
        graph = TFInputGraph.fromPath(version.path());
        if (!SafeModel.areTried()) {
          TensorFlowEngine.requireOpens(
              graph.model().kind(), graph.model().tags(), graph.model().files());
        }
        OPENED.put(version, new SoftReference<>(graph));
      }
      return graph;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionedModel that
        && folder.equals(that.folder)
        && policy.equals(that.policy);
  }

  @Override
  public int hashCode() {
    return folder.hashCode();
  }
}
