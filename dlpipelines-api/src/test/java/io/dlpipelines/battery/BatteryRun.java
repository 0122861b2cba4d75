package io.dlpipelines.battery;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * A run of the battery on one stage from inside a test.
 *
 * @param failures what went wrong, by the name of the test
 * @param passed the number of tests that passed
 */
record BatteryRun(Map<String, String> failures, int passed) {

  /** Runs all tests but those named. */
  static BatteryRun of(Class<? extends StageBattery<?>> battery, Set<String> except) {
    PostDiscoveryFilter filter =
        test -> FilterResult.includedIf(!except.contains(methodName(test)));
    LauncherDiscoveryRequest request =
        request().selectors(selectClass(battery)).filters(filter).build();
    Results results = new Results();
    LauncherFactory.create().execute(request, results);
    return new BatteryRun(results.failures, results.passed);
  }

  private static String methodName(TestDescriptor test) {
    return test.getSource().map(BatteryRun::methodName).orElse("");
  }

  private static String methodName(TestSource source) {
    return source instanceof MethodSource method ? method.getMethodName() : "";
  }

  private static final class Results implements TestExecutionListener {
    private final Map<String, String> failures = new TreeMap<>();
    private int passed;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      String name = test.getSource().map(BatteryRun::methodName).orElse("");
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failures.put(name, result.getThrowable().map(Throwable::toString).orElse(""));
      } else if (test.isTest()) {
        passed++;
      }
    }
  }
}
