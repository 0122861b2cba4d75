package io.dlpipelines.benchmarks;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.apache.spark.sql.SparkSession;

/** What a driver of 512 MB holds while its executors train on few and on many rows. */
public final class DriverHeap {
  private static final int EXECUTOR_MEGABYTES = 2048;
  private static final int MEGABYTE = 1 << 20;

  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  private final AtomicLong peak = new AtomicLong();
  private final AtomicLong collections = new AtomicLong();

  private DriverHeap() {}

  /**
   * Trains on little, then on much, and prints the driver's greatest heap after a collection.
   *
   * @param arguments megabytes of rows, 2,048 where not given
   * @throws IOException if Spark cannot be closed
   */
  public static void main(String[] arguments) throws IOException {
    int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2048;
    DriverHeap heap = new DriverHeap();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector).addNotificationListener(heap::collected, null, null);
    }
    try (SparkSession spark = Executors.start(EXECUTOR_MEGABYTES)) {
      System.out.printf("the driver may use %d MB%n", Runtime.getRuntime().maxMemory() / MEGABYTE);
      for (int size : List.of(megabytes / 32, megabytes)) {
        heap.train(spark, size);
      }
    }
  }

  private void train(SparkSession spark, int megabytes) {
    awaitCollection();
    peak.set(0);
    long rows = (long) megabytes * MEGABYTE / Executors.ROW_BYTES;
    KerasModel net =
        KerasModel.sequential(
            input(Executors.PIXELS),
            dense(64).activation("relu"),
            dense(Executors.CLASSES).activation("softmax"));
    long start = System.nanoTime();
    EpochResult epoch =
        new KerasClassifier()
            .setModel(net)
            .setBatchSize(128)
            .setEpochs(1)
            .setIntraOpParallelism(1)
            .fit(Executors.rows(spark, rows, 0))
            .summary()
            .epochs()
            .get(0);
    double seconds = (System.nanoTime() - start) / 1e9;
    awaitCollection();
    System.out.printf(
        "%5d MB, %7d rows: trained on %7d in %6.1f s, at most %4d MB on the driver's heap%n",
        megabytes, rows, epoch.rows(), seconds, peak.get() / MEGABYTE);
  }

  /** Collections are told by another thread, a little later. */
  private void awaitCollection() {
    long before = collections.get();
    System.gc();
    while (collections.get() == before) {
      Thread.onSpinWait();
    }
  }

  private void collected(Notification notification, Object handback) {
    if (notification.getUserData() instanceof CompositeData data) {
      Map<String, MemoryUsage> after =
          GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc();
      long used =
          after.entrySet().stream()
              .filter(pool -> HEAP.contains(pool.getKey()))
              .mapToLong(pool -> pool.getValue().getUsed())
              .sum();
      peak.accumulateAndGet(used, Math::max);
      collections.incrementAndGet();
    }
  }
}
