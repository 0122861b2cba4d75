/**
 * What every stage must pass. The test of a stage is this much:
 *
 * <pre>{@code
 * class ScalerTest extends StageBattery<Scaler> {
 *   protected Scaler stage() {
 *     return new Scaler().setInputCol("height").setOutputCol("scaled").setFactor(2.5);
 *   }
 *
 *   protected Dataset<Row> data() {
 *     return spark().range(6).selectExpr("id", "double(id * id) as height");
 *   }
 *
 *   protected MLReader<Scaler> reader() {
 *     return Scaler.read();
 *   }
 * }
 * }</pre>
 *
 * <p>{@link io.dlpipelines.battery.StageBattery} lists the promises and the hooks; the classes
 * named {@code …Checks} hold what each promise means, a topic in each. {@link
 * io.dlpipelines.battery.StageGate} fails a module that has a stage without such a test, {@link
 * io.dlpipelines.battery.Walls} one whose packages reach where they must not.
 */
package io.dlpipelines.battery;
