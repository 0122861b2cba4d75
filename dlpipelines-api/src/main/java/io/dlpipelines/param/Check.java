package io.dlpipelines.param;

import java.io.Serializable;
import scala.Function1;

/**
 * A Param's check that can travel: a plain lambda for {@link Function1} cannot be serialized.
 *
 * @param <T> the value, boxed
 */
@FunctionalInterface
interface Check<T> extends Function1<T, Object>, Serializable {}
