package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkStrategy;

/** Teaches a session to score. {@code transform()} does so for the session of its Dataset. */
public final class ScoringRules {

  private ScoringRules() {}

  /**
   * Adds the scoring rule and the strategy to a session, unless they are there.
   *
   * @param session a classic session
   */
  public static void install(SparkSession session) {
    org.apache.spark.sql.classic.SparkSession classic =
        (org.apache.spark.sql.classic.SparkSession) session;
    synchronized (ScoringRules.class) {
      List<SparkStrategy> strategies =
          new ArrayList<>(Sequences.toJava(classic.experimental().extraStrategies().toSeq()));
      if (strategies.stream().anyMatch(ScoringStrategy.class::isInstance)) {
        return;
      }
      strategies.add(new ScoringStrategy());
      List<Rule<LogicalPlan>> rules =
          new ArrayList<>(Sequences.toJava(classic.experimental().extraOptimizations().toSeq()));
      rules.add(new ScoringExtraction());
      classic.experimental().extraOptimizations_$eq(Sequences.of(rules));
      classic.experimental().extraStrategies_$eq(Sequences.of(strategies));
    }
  }
}
