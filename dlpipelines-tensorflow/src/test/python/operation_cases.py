"""Writes functional models of Keras 3's operations, with inputs and the values that Keras gives.

    python operation_cases.py write FOLDER   models, and their values in FOLDER/cases.json
    python operation_cases.py read FOLDER OTHER
        loads the models that FOLDER has under the names of OTHER's cases, and compares their
        values with those of OTHER/cases.json

The form of cases.json is that of other cases of Keras models: a list of `name`, `path`, `inputs`
by name (`dtype`, `rank` of a row's cell, `data`) and `outputs` in the model's order, with `dtypes`
of the outputs beside them. Integers and truth values of types that are no outputs are cast.
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras import ops as k

CASES = []
inf = float("inf")
nan = float("nan")


def case(name, function, *inputs, batch=None):
    """A model of inputs that are arrays of rows; `batch` fixes the number of rows."""
    CASES.append((name, function, inputs, batch))


def floats(*shape, seed=0, low=-2.0, high=2.0, dtype="float32"):
    return np.random.RandomState(seed).uniform(low, high, shape).astype(dtype)


def integers(*shape, seed=0, low=-5, high=6, dtype="int32"):
    return np.random.RandomState(seed).randint(low, high, shape).astype(dtype)


def positive_definite(rows, size):
    a = floats(rows, size, size, seed=3)
    return (a @ a.transpose(0, 2, 1) + size * np.eye(size)).astype("float32")


X = floats(3, 4)
Y = floats(3, 4, seed=1)
POSITIVE = floats(3, 4, low=0.1, high=3.0)
UNIT = floats(3, 4, low=-0.95, high=0.95)
X3 = floats(3, 4, 5, seed=2)
Y3 = floats(3, 5, 2, seed=3)
I = integers(3, 4)
J = integers(3, 4, seed=1, low=1, high=9)
U8 = integers(3, 4, seed=2, low=0, high=256, dtype="uint8")
I8 = integers(3, 4, seed=3, low=-128, high=128)
I16 = integers(3, 4, seed=4, low=-300, high=300)
I64 = integers(3, 4, seed=5, low=-9, high=9, dtype="int64")
B = floats(3, 4, seed=6) > 0
C = floats(3, 4, seed=7) > 0
D = floats(3, 4, seed=8, dtype="float64")
ODD = np.array([[1, nan, inf, -inf], [0, -0.0, nan, 2], [-1, 3, nan, 5]], "float32")
IMAGE = floats(2, 6, 7, 3, low=0.0, high=1.0, seed=9)
IMAGE2 = floats(2, 6, 7, 3, low=0.0, high=1.0, seed=10)
FIRST = IMAGE.transpose(0, 3, 1, 2).copy()
BYTES = (IMAGE * 255).astype("uint8")

# Each number
ANY = "abs absolute negative sign square isfinite isinf isnan isneginf isposinf isreal signbit".split()
REAL = (
    "arcsinh arctan cbrt ceil cos cosh deg2rad exp exp2 expm1 fabs floor rad2deg sin sinc sinh tan"
    " tanh trunc"
).split()
for f in ANY + REAL + ["conj", "conjugate", "copy", "real", "imag", "angle", "nan_to_num", "i0"]:
    case(f, getattr(k, f), X)
for f in "arccos arcsin arctanh".split():
    case(f, getattr(k, f), UNIT)
case("arccosh", k.arccosh, POSITIVE + 1)
for f in "log log10 log1p log2 sqrt rsqrt reciprocal".split():
    case(f, getattr(k, f), POSITIVE)
for f in "erf erfc".split():
    case(f, getattr(k, f), X)
case("erfinv", k.erfinv, UNIT)
for f in ["abs", "sign", "square", "negative", "isfinite", "isnan", "isinf", "signbit", "trunc", "nan_to_num", "isneginf", "isreal"]:
    case(f + "_int32", getattr(k, f), I)
for f in ["cos", "exp", "floor", "ceil", "sqrt", "log", "tanh", "fabs", "cbrt", "deg2rad", "sinc", "i0", "exp2", "log2", "arctan"]:
    case(f + "_int32", lambda x, f=f: getattr(k, f)(x), J)
    case(f + "_int64", lambda x, f=f: getattr(k, f)(x), J.astype("int64"))
for f in ["cos", "exp", "floor", "square", "abs", "sign", "sinc", "round"]:
    case(f + "_float64", getattr(k, f), D)
for f in ["square", "abs", "isfinite", "cos", "exp", "signbit", "logical_not", "trunc"]:
    case(f + "_bool", getattr(k, f), B)
for f in ["abs", "sign", "square"]:
    case(f + "_uint8", getattr(k, f), U8)
for f in ["isfinite", "isinf", "isnan", "isneginf", "isposinf", "nan_to_num", "sign", "signbit"]:
    case(f + "_odd", getattr(k, f), ODD)
case("nan_to_num_values", lambda x: k.nan_to_num(x, nan=7.0, posinf=8.0, neginf=-9.0), ODD)
case("round", k.round, X * 3)
case("round_decimals", lambda x: k.round(x, 2), X)
case("round_negative", lambda x: k.round(x, -1), X * 100)
case("round_int", lambda x: k.round(x, -1), I * 7)
case("round_int0", lambda x: k.round(x), I)
case("clip", lambda x: k.clip(x, -0.5, 0.75), X)
case("clip_int", lambda x: k.clip(x, -2, 3), I)
case("clip_bool", lambda x: k.clip(x, 0, 1), B)
case("cast_int", lambda x: k.cast(x, "int32"), X)
case("cast_bool", lambda x: k.cast(x, "bool"), I)
case("cast_half", lambda x: k.cast(k.cast(x, "float16"), "float32"), X)
case("cast_brain", lambda x: k.cast(k.cast(x, "bfloat16"), "float32"), X)
case("saturate_cast", lambda x: k.saturate_cast(x, "uint8"), X * 200)
case("saturate_cast_int8", lambda x: k.cast(k.saturate_cast(x, "int8"), "int32"), X * 200)
case("convert_to_tensor", lambda x: k.convert_to_tensor(x, dtype="int32"), X)
case("view", lambda x: k.view(x, "int32"), X)
case("view_smaller", lambda x: k.cast(k.view(x, "uint8"), "float32"), X)
case("view_larger", lambda x: k.view(x, "float64"), X)
case("stop_gradient", k.stop_gradient, X)
case("zeros_like", k.zeros_like, X)
case("zeros_like_int", lambda x: k.zeros_like(x, dtype="int32"), X)
case("ones_like", k.ones_like, I)
case("empty_like", lambda x: k.empty_like(x, dtype="float32"), I)
case("full_like", lambda x: k.full_like(x, 3), X)
case("full_like_bool", lambda x: k.full_like(x, 1, dtype="bool"), X)
case("bitwise_not", k.bitwise_not, I)
case("bitwise_invert", k.bitwise_invert, I)

# Each two numbers
TWO = (
    "add subtract multiply divide true_divide divide_no_nan maximum minimum fmax fmin greater"
    " greater_equal less less_equal equal not_equal hypot heaviside logaddexp logaddexp2 arctan2"
    " floor_divide mod fmod nextafter isclose"
).split()
for f in TWO:
    case(f, getattr(k, f), X, Y)
    case(f + "_number", lambda x, f=f: getattr(k, f)(x, 0.5), X)
    case(f + "_array", lambda x, f=f: getattr(k, f)(x, np.float32([1.0, 2.0, -3.0, 4.0])), X)
for f in "add subtract multiply divide maximum minimum fmax greater less_equal equal floor_divide mod fmod power hypot heaviside isclose".split():
    case(f + "_int32", getattr(k, f), I, J)
    case(f + "_int_float", lambda x, f=f: getattr(k, f)(x, 1.5), J)
    case(f + "_int64_int32", getattr(k, f), I64 * 0 + J, J)
for f in "add subtract multiply maximum minimum less greater_equal equal not_equal".split():
    case(f + "_uint8_int", lambda x, f=f: k.cast(getattr(k, f)(x, 3), "int32"), U8)
    case(f + "_uint8_int8", lambda x, y, f=f: k.cast(getattr(k, f)(x, k.cast(y, "int8")), "int32"), U8, I8)
    case(f + "_uint8_int16", lambda x, y, f=f: k.cast(getattr(k, f)(x, k.cast(y, "int16")), "int32"), U8, I16)
    case(f + "_float32_int64", getattr(k, f), X, I64)
    case(f + "_float32_float64", getattr(k, f), X, D)
case("less_uint8_large", lambda x: x < 300, U8)
case("add_bool_int", lambda x: x + 2, B)
case("add_bool_float", lambda x: x + 0.5, B)
case("multiply_bool_float", lambda x, y: x * y, B, X)
case("divide_ints", lambda x, y: x / y, I, J)
case("floor_divide_ints", lambda x, y: x // y, I, J)
case("power", lambda x, y: x**y, POSITIVE, Y)
case("power_number", lambda x: x**2, X)
case("rpow", lambda x: 2.0**x, X)
case("rsub", lambda x: 1 - x, X)
case("neg", lambda x: -x, X)
case("rtruediv", lambda x: 1 / x, POSITIVE)
case("mod_operator", lambda x: x % 0.7, X)
case("ldexp", k.ldexp, X, I)
for f in "logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor".split():
    case(f, getattr(k, f), *((B, C) if f.startswith("logical") else (I, J)))
case("logical_and_floats", lambda x, y: k.logical_and(x, y), X, B)
case("and_operator", lambda x, y: k.logical_and(x, y), B, C)
case("bitwise_and_number", lambda x: k.bitwise_and(x, 3), I)
for f in "bitwise_left_shift left_shift bitwise_right_shift right_shift".split():
    case(f, getattr(k, f), I, J)
    case(f + "_number", lambda x, f=f: getattr(k, f)(x, 2), I)
case("gcd", k.gcd, I * 6, J * 4)
case("gcd_zero", lambda x: k.gcd(x, 0), I)
case("lcm", k.lcm, I, J)
case("isclose_nan", lambda x, y: k.isclose(x, y, equal_nan=True), ODD, ODD)
case("isclose_tolerance", lambda x, y: k.isclose(x, y, rtol=0.5, atol=0.2), X, Y)
case("where", lambda c, x, y: k.where(c, x, y), B, X, Y)
case("where_numbers", lambda c: k.where(c, 1, 0.5), B)
case("where_ints", lambda c, x: k.where(c > 0, x, 2), X, I)
case("where_broadcast", lambda c, x: k.where(c[:, :1], x, np.float32([1.0, 2.0, 3.0, 4.0])), B, X)
case("select", lambda x, y: k.select([x > 1, x > 0], [y, x], default=7), X, Y)
case("add_numpy", lambda x: x + np.arange(4, dtype="float32"), X)
case("add_tensor", lambda x: k.convert_to_tensor(np.arange(4, dtype="int64")) + x, X)
case("add_broadcast", lambda x, y: x + y[:, :, :1][:, 0], X, X3)
case("add_channels", lambda x: x + np.arange(4, dtype="float32").reshape(1, 4, 1), X3)
case("add_bias_first", lambda x, y: x + y, floats(2, 4, 4), np.float32([[[1, 2, 3, 4]]] * 2))

# Reductions
for f in "mean sum prod max min amax amin var std ptp median nanmax nanmin nanmean nansum nanprod nanstd nanvar nanmedian".split():
    g = getattr(k, f)
    case(f, lambda x, g=g: g(x), X3)
    case(f + "_axis", lambda x, g=g: g(x, axis=1), X3)
    case(f + "_negative", lambda x, g=g: g(x, axis=-1, keepdims=True), X3)
    case(f + "_axes", lambda x, g=g: g(x, axis=(1, -1)), X3)
    case(f + "_kept", lambda x, g=g: g(x, axis=(-1, 1), keepdims=True), X3)
    case(f + "_all_kept", lambda x, g=g: g(x, keepdims=True), X3)
for f in "mean sum prod max min var std median nansum nanmean nanmax".split():
    case(f + "_int", lambda x, f=f: getattr(k, f)(x, axis=1), I)
for f in "sum prod mean max min".split():
    case(f + "_uint8", lambda x, f=f: k.cast(getattr(k, f)(x // 40, axis=1), "int32"), U8)
    case(f + "_int8", lambda x, f=f: getattr(k, f)(k.cast(x, "int8"), axis=1) * 1, J)
for f in "sum mean max min any all prod".split():
    case(f + "_bool", lambda x, f=f: getattr(k, f)(x, axis=-1), B)
for f in "nanmax nanmin nanmean nansum nanprod nanstd nanvar nanmedian nanargmax nanargmin nancumsum nancumprod".split():
    case(f + "_nans", lambda x, f=f: getattr(k, f)(x, axis=1), np.where(np.isinf(ODD), 0.5, ODD).astype("float32"))
    case(f + "_only_nans", lambda x, f=f: getattr(k, f)(x, axis=1), np.float32([[nan, nan], [1, nan]]))
case("max_initial", lambda x: k.max(x, axis=1, initial=0.5), X)
case("min_initial", lambda x: k.min(x, axis=1, initial=-0.5), X)
case("any", lambda x: k.any(x > 1, axis=1), X)
case("all", lambda x: k.all(x > -1, axis=1, keepdims=True), X)
case("count_nonzero", lambda x: k.count_nonzero(x, axis=1), I)
case("count_nonzero_axes", lambda x: k.count_nonzero(x > 0, axis=(1, 2)), X3)
case("average", lambda x: k.average(x, axis=1), X3)
case("average_weights", lambda x: k.average(x, axis=1, weights=np.float32([1.0, 2.0, 3.0, 4.0])), X3)
case("average_equal", lambda x, w: k.average(x, axis=-1, weights=w), X, POSITIVE)
case("logsumexp", lambda x: k.logsumexp(x, axis=1), X3 * 50)
case("logsumexp_kept", lambda x: k.logsumexp(x, axis=(1, 2), keepdims=True), X3)
case("logsumexp_infinite", lambda x: k.logsumexp(x, axis=1), np.float32([[-inf, -inf], [1, -inf], [inf, 1]]))
for f in "argmax argmin nanargmax nanargmin".split():
    case(f, lambda x, f=f: getattr(k, f)(x, axis=-1), X3)
    case(f + "_kept", lambda x, f=f: getattr(k, f)(x, axis=1, keepdims=True), X3)
    case(f + "_all", lambda x, f=f: getattr(k, f)(x), X3)
    case(f + "_all_kept", lambda x, f=f: getattr(k, f)(x, keepdims=True), X3)
    case(f + "_int", lambda x, f=f: getattr(k, f)(x, axis=-1), I)
case("argmax_zero", lambda x: k.argmax(x, axis=1), np.float32([[-0.0, 0.0], [0.0, -0.0]]))
for f in "cumsum cumprod nancumsum nancumprod".split():
    case(f, lambda x, f=f: getattr(k, f)(x, axis=1), X3)
    case(f + "_last", lambda x, f=f: getattr(k, f)(x, axis=-1), I)
    case(f + "_dtype", lambda x, f=f: getattr(k, f)(x, axis=-1, dtype="float32"), I)
case("cumsum_bool", lambda x: k.cumsum(x, axis=1), B)
case("cumsum_flat", lambda x: k.cumsum(x), X)
for f in "quantile percentile nanquantile nanpercentile".split():
    q = 0.3 if f.endswith("quantile") else 30.0
    g = getattr(k, f)
    for method in "linear lower higher midpoint nearest".split():
        case(f + "_" + method, lambda x, g=g, q=q, m=method: g(x, q, axis=1, method=m), X3)
    case(f + "_many", lambda x, g=g, q=q: g(x, [q, 2 * q], axis=-1), X3)
    case(f + "_kept", lambda x, g=g, q=q: g(x, q, axis=1, keepdims=True), X3)
    case(f + "_axes", lambda x, g=g, q=q: g(x, q, axis=(1, 2)), X3)
    case(f + "_all", lambda x, g=g, q=q: g(x, q), X3)
    case(f + "_int", lambda x, g=g, q=q: g(x, q, axis=1), I)
    case(f + "_ends", lambda x, g=g, q=q: g(x, [0.0, q / 0.3], axis=1), X)
    case(f + "_nan", lambda x, g=g, q=q: g(x, q, axis=1), np.where(np.isinf(ODD), 1, ODD).astype("float32"))
case("allclose", lambda x, y: k.reshape(k.allclose(x, y, atol=0.1), (1,)), X, Y)

# Shapes
case("reshape", lambda x: k.reshape(x, (-1, 5, 4)), X3)
case("reshape_two", lambda x: k.reshape(x, (-1, 2, 2, 5)), X3)
case("ravel", lambda x: k.ravel(x), X)
case("transpose", lambda x: k.transpose(x, (0, 2, 1)), X3)
case("transpose_negative", lambda x: k.transpose(x, (0, -1, 1)), X3)
case("swapaxes", lambda x: k.swapaxes(x, 1, -1), X3)
case("moveaxis", lambda x: k.moveaxis(x, 1, -1), floats(2, 3, 4, 5))
case("moveaxis_two", lambda x: k.moveaxis(x, (1, 2), (3, 1)), floats(2, 3, 4, 5))
case("expand_dims", lambda x: k.expand_dims(x, 1), X)
case("expand_dims_two", lambda x: k.expand_dims(x, (1, -1)), X)
case("squeeze", lambda x: k.squeeze(x, 1), floats(3, 1, 4))
case("squeeze_two", lambda x: k.squeeze(x, (1, -1)), floats(3, 1, 4, 1))
case("concatenate", lambda x, y: k.concatenate([x, y], axis=1), X, Y)
case("concatenate_types", lambda x, y: k.concatenate([x, y], axis=-1), X, I)
case("concatenate_constant", lambda x: k.concatenate([x, np.ones((3, 2), "float32")], axis=-1), X)
case("stack", lambda x, y: k.stack([x, y], axis=1), X, Y)
case("stack_types", lambda x, y: k.stack([x, y], axis=-1), I, X)
case("unstack", lambda x: list(k.unstack(x, axis=1)), X3)
case("split", lambda x: list(k.split(x, 2, axis=1)), X3)
case("split_indices", lambda x: list(k.split(x, [1, 3], axis=-1)), X3)
case("array_split", lambda x: list(k.array_split(x, 3, axis=1)), X3)
case("hsplit", lambda x: list(k.hsplit(x, 2)), X3)
case("hsplit_indices", lambda x: list(k.hsplit(x, [1])), X3)
case("vsplit", lambda x: list(k.vsplit(x, 3)), X, batch=3)
case("dsplit", lambda x: list(k.dsplit(x, [2])), X3)
case("hstack", lambda x, y: k.hstack([x, y]), X, Y)
case("vstack", lambda x, y: k.vstack([x, y]), X, Y)
case("dstack", lambda x, y: k.dstack([x, y]), X, Y)
case("append", lambda x, y: k.append(x, y, axis=1), X, I)
case("append_flat", lambda x, y: k.append(x, y), X, Y)
case("tile", lambda x: k.tile(x, (1, 2)), X)
case("tile_more", lambda x: k.tile(x, (1, 1, 2, 2)), floats(1, 2, 3))
case("repeat", lambda x: k.repeat(x, 2, axis=1), X3)
case("repeat_each", lambda x: k.repeat(x, [1, 0, 2, 3], axis=1), X3)
case("repeat_flat", lambda x: k.repeat(x, 2), X)
case("flip", lambda x: k.flip(x, axis=1), X3)
case("flip_all", lambda x: k.flip(x), X3)
case("fliplr", k.fliplr, X)
case("flipud", k.flipud, X)
case("roll", lambda x: k.roll(x, 2, axis=1), X3)
case("roll_two", lambda x: k.roll(x, (1, -1), axis=(1, 2)), X3)
case("roll_flat", lambda x: k.roll(x, 3), X)
for turns in range(-1, 4):
    case("rot90_%d" % turns, lambda x, n=turns: k.rot90(x, n, axes=(1, 2)), X3)
case("rot90_back", lambda x: k.rot90(x, axes=(2, 1)), X3)
case("rot90_batch", lambda x: k.rot90(x), X)
case("pad", lambda x: k.pad(x, ((0, 0), (1, 2)), constant_values=3.0), X)
case("pad_zero", lambda x: k.pad(x, ((0, 0), (1, 2))), X)
case("pad_number", lambda x: k.pad(x, ((1, 1), (1, 1))), X)
case("pad_reflect", lambda x: k.pad(x, ((0, 0), (1, 2)), mode="reflect"), X)
case("pad_symmetric", lambda x: k.pad(x, ((0, 0), (1, 2)), mode="symmetric"), X)
case("broadcast_to", lambda x: k.broadcast_to(x, (3, 4, 5)), floats(3, 1, 5))
case("diag", lambda x: k.diag(x), floats(3), batch=3)
case("diag_matrix", lambda x: k.diag(x, k=1), X)
case("diagflat", lambda x: k.diagflat(x, k=-1), X)
case("diagonal", lambda x: k.diagonal(x, axis1=1, axis2=2), X3)
case("diagonal_offset", lambda x: k.diagonal(x, offset=1, axis1=-1, axis2=1), X3)
case("diagonal_below", lambda x: k.diagonal(x, offset=-2, axis1=1, axis2=2), X3)
case("trace", lambda x: k.trace(x, axis1=1, axis2=2), X3)
case("trace_offset", lambda x: k.trace(x, offset=-1, axis1=2, axis2=1), X3)
case("trace_int", lambda x: k.trace(x, axis1=1, axis2=2), integers(2, 3, 3))
for n in (-2, -1, 0, 1, 2):
    case("tril_%d" % n, lambda x, n=n: k.tril(x, n), X3)
    case("triu_%d" % n, lambda x, n=n: k.triu(x, n), X3)
case("diff", lambda x: k.diff(x), X)
case("diff_two", lambda x: k.diff(x, n=2, axis=1), X3)
case("diff_bool", lambda x: k.diff(x), B)
case("trapezoid", lambda y: k.trapezoid(y), X)
case("trapezoid_axis", lambda y: k.trapezoid(y, dx=0.5, axis=1), X3)
case("trapezoid_x", lambda y: k.trapezoid(y, x=[0.0, 1.0, 3.0, 6.0], axis=-1), X)
case("vander", lambda x: k.vander(x), floats(3), batch=3)
case("vander_n", lambda x: k.vander(x, 5, increasing=True), floats(3), batch=3)
case("vander_int", lambda x: k.vander(x, 3), integers(3), batch=3)
case("meshgrid", lambda x, y: list(k.meshgrid(x, y)), floats(3), floats(3, seed=1), batch=3)
case("meshgrid_ij", lambda x, y: list(k.meshgrid(x, y, indexing="ij")), floats(3), floats(3, seed=1), batch=3)
case("size", lambda x: x * k.cast(k.size(x), "float32"), X)
case("shape", lambda x: x * k.cast(k.shape(x)[0], "float32"), X, batch=3)
case("rearrange", lambda x: k.rearrange(x, "b h w -> b w h"), X3, batch=3)
case("rearrange_group", lambda x: k.rearrange(x, "b (h p) w -> b h (p w)", p=2), X3, batch=3)
case("rearrange_patches", lambda x: k.rearrange(x, "b (h p) (w q) c -> b (h w) (p q c)", p=2, q=2), floats(2, 4, 6, 3), batch=2)

# Choosing
case("item_number", lambda x: x[:, 1], X3)
case("item_slice", lambda x: x[:, 1:3, ::2], X3)
case("item_negative", lambda x: x[:, -1, ::-1], X3)
case("item_ellipsis", lambda x: x[..., 2], X3)
case("item_axis", lambda x: x[:, None, :, 1:2], X3)
case("item_step", lambda x: x[:, -1:0:-2], X3)
case("take", lambda x: k.take(x, [0, -1, 2], axis=1), X3)
case("take_matrix", lambda x: k.take(x, [[0, 1], [3, 2]], axis=1), X3)
case("take_flat", lambda x: k.take(x, [0, 5, -1]), X)
case("take_tensor", lambda x, i: k.take(x, i, axis=0), X, integers(5, low=0, high=3))
case("take_table", lambda i: k.take(np.arange(12, dtype="float32").reshape(6, 2), i, axis=0), integers(3, 2, low=-6, high=6))
case("take_along_axis", lambda x, i: k.take_along_axis(x, i, axis=1), X, integers(3, 2, low=-4, high=4))
case("take_along_axis_sorted", lambda x: k.take_along_axis(x, k.argsort(x, axis=1), axis=1), X3)
case("take_along_axis_broadcast", lambda x: k.take_along_axis(x, np.array([[[0], [3]]]), axis=1), X3)
case("take_along_axis_flat", lambda x: k.take_along_axis(x, np.array([1, 0, -1]), axis=None), X)
case("slice", lambda x: k.slice(x, (0, 1, 2), (-1, 2, 3)), X3)
case("slice_fixed", lambda x: k.slice(x, (1, 1), (2, 3)), X)
case("slice_update", lambda x: k.slice_update(x, (0, 1), np.ones((2, 2), "float32")), X)
case("slice_update_clamped", lambda x: k.slice_update(x, (2, 3), np.ones((2, 2), "float32")), X)
case("scatter", lambda v: k.scatter([[0], [2], [0]], v, (4, 4)), X)
case("scatter_update", lambda x: k.scatter_update(x, [[0, 1], [2, 3]], [7.0, 8.0]), X)
for f in "add max min mul".split():
    case("scatter_update_" + f, lambda x, f=f: k.scatter_update(x, [[0, 1], [2, 3], [0, 1]], [7.0, -8.0, 2.0], reduction=f), X)
case("nonzero", lambda x: list(k.nonzero(x)), I)
case("one_hot", lambda i: k.one_hot(i, 5), integers(3, 2, low=-1, high=5))
case("one_hot_axis", lambda i: k.one_hot(i, 5, axis=1, dtype="int32"), integers(3, 2, low=0, high=5))
case("one_hot_bool", lambda i: k.one_hot(i, 5, dtype="bool"), integers(3, 2, low=0, high=5))
case("multi_hot", lambda i: k.multi_hot(i, 5), integers(3, 2, low=0, high=5))
case("multi_hot_deep", lambda i: k.multi_hot(i, 5), integers(3, 2, 3, low=0, high=5))
case("multi_hot_bool", lambda i: k.multi_hot(i, 5, dtype="bool"), integers(3, 2, low=0, high=5))
case("isin", lambda x: k.isin(x, [1, 2, -3]), I)
case("isin_invert", lambda x: k.isin(x, [1, 2, -3], invert=True, assume_unique=True), I)
case("isin_tensor", k.isin, I, J)
case("digitize", lambda x: k.digitize(x, np.float32([-1.0, 0.0, 0.5, 1.0])), X)
case("digitize_int", lambda x: k.digitize(x, np.float32([-2.0, 0.0, 3.0])), I)
case("searchsorted", lambda x: k.searchsorted(np.array([-1.0, 0.0, 0.5, 1.0], "float32"), x), X[0], batch=4)
case("searchsorted_right", lambda x: k.searchsorted(np.array([-1, 0, 2], "int32"), x, side="right"), I[0], batch=4)

# Order
case("sort", lambda x: k.sort(x), X3)
case("sort_axis", lambda x: k.sort(x, axis=1), X3)
case("sort_int", lambda x: k.sort(x, axis=1), I)
case("sort_bool", lambda x: k.sort(x, axis=1), B)
case("sort_flat", lambda x: k.sort(x, axis=None), X)
case("argsort", lambda x: k.argsort(x), X3)
case("argsort_axis", lambda x: k.argsort(x, axis=1), X3)
case("argsort_ties", lambda x: k.argsort(x), I % 3)
case("argsort_bool", lambda x: k.argsort(x), B)
case("argsort_flat", lambda x: k.argsort(x, axis=None), X)
case("argpartition", lambda x: k.argpartition(x, 2), I * 3, batch=3)
case("argpartition_flat", lambda x: k.argpartition(x, 2, axis=None), np.int32([[5, 3, 9, 1], [7, 2, 8, 4]]))
case("top_k", lambda x: list(k.top_k(x, 2)), X3)
case("top_k_int", lambda x: list(k.top_k(x, 3)), I)
case("in_top_k", lambda t, p: k.in_top_k(t, p, 2), integers(3, low=0, high=4), X)
case("unique", lambda x: k.unique(x), I)
case("unique_unsorted", lambda x: k.unique(x, sorted=False), I)
case("unique_all", lambda x: list(k.unique(x, return_index=True, return_inverse=True, return_counts=True)), I)
case("unique_rows", lambda x: list(k.unique(x, axis=0, return_counts=True, return_inverse=True)), I[[0, 1, 0, 2, 1]])
case("unique_size", lambda x: list(k.unique(x, size=14, fill_value=-9, return_counts=True)), I)
case("unique_smaller", lambda x: k.unique(x, size=3), I)
case("bincount", lambda x: k.bincount(x, minlength=9), integers(3, 4, low=0, high=6))
case("bincount_weights", lambda x: k.bincount(x, weights=[[1.0, 2.0, 3.0, 4.0]] * 3), integers(3, 4, low=0, high=6))
case("histogram", lambda x: list(k.histogram(x, bins=4)), X, batch=3)
case("histogram_range", lambda x: list(k.histogram(x, bins=4, range=(-1.0, 1.0))), X, batch=3)

# Sequences
case("linspace", lambda x: k.linspace(x, 5.0, num=4), X)
case("linspace_axis", lambda x, y: k.linspace(x, y, num=4, axis=1), X, Y)
case("linspace_last", lambda x, y: k.linspace(x, y, num=4, axis=-1, endpoint=False), X, Y)
case("linspace_int", lambda x: k.linspace(x, 9, num=4, axis=-1, dtype="int32"), I)
case("linspace_step", lambda x, y: list(k.linspace(x, y, num=4, axis=-1, retstep=True)), X, Y)
case("logspace", lambda x, y: k.logspace(x, y, num=3, axis=-1), X, Y)
case("logspace_base", lambda x: k.logspace(x, 2.0, num=3, base=2, endpoint=False), X)
case("geomspace", lambda x, y: k.geomspace(x, y, num=4, axis=-1), POSITIVE, POSITIVE + 1)
case("full", lambda x: k.full((2, 4), x), X[0], batch=4)

# Products
case("matmul", k.matmul, X3, Y3)
case("matmul_constant", lambda x: k.matmul(x, np.arange(8, dtype="float32").reshape(4, 2)), X)
case("matmul_3_2", lambda x: k.matmul(x, np.arange(10, dtype="float32").reshape(5, 2)), X3)
case("matmul_vector", lambda x: k.matmul(x, np.float32([1.0, 2.0, 3.0, 4.0])), X)
case("matmul_vector_3", lambda x: k.matmul(x, np.arange(5, dtype="float32")), X3)
case("matmul_vector_left", lambda x: k.matmul(np.arange(4, dtype="float32"), x), X3)
case("matmul_int", lambda x: k.matmul(x, np.arange(8).reshape(4, 2)), I)
case("matmul_int8", lambda x: k.matmul(k.cast(x, "int8"), np.arange(8).reshape(4, 2).astype("int8")), I)
case("matmul_broadcast", lambda x, y: k.matmul(x, y), floats(2, 3, 4, 5), floats(2, 1, 5, 2))
case("matmul_operator", lambda x: x @ np.eye(4, dtype="float32"), X)
case("einsum", lambda x, y: k.einsum("bij,bjk->bik", x, y), X3, Y3)
case("einsum_implicit", lambda x: k.einsum("bij,jk", x, np.arange(10, dtype="float32").reshape(5, 2)), X3)
case("einsum_ellipsis", lambda x, y: k.einsum("...ij,...jk->...ki", x, y), X3, Y3)
case("einsum_one", lambda x: k.einsum("bij->bji", x), X3)
case("einsum_sum", lambda x: k.einsum("bij->b", x), X3)
case("einsum_three", lambda x, y, z: k.einsum("bi,bj,bk->bijk", x, y, z), X, Y, POSITIVE)
case("einsum_int", lambda x, y: k.einsum("bi,bi->b", x, y), I, J)
case("einsum_trace", lambda x: k.einsum("bii->b", x), floats(2, 3, 3))
case("dot", lambda x: k.dot(x, np.arange(8, dtype="float32").reshape(4, 2)), X)
case("dot_vector", lambda x: k.dot(x, np.float32([1.0, 2.0, 3.0, 4.0])), X)
case("dot_number", lambda x: k.dot(x, 3.0), X)
case("dot_3", lambda x: k.dot(x, np.arange(30, dtype="float32").reshape(2, 5, 3)), X3)
case("inner", lambda x: k.inner(x, np.arange(8, dtype="float32").reshape(2, 4)), X)
case("outer", lambda x, y: k.outer(x, y), X, Y)
case("vdot", lambda x, y: k.vdot(x, y), X, Y)
case("tensordot", lambda x: k.tensordot(x, np.arange(60, dtype="float32").reshape(4, 5, 3)), X3)
case("tensordot_one", lambda x: k.tensordot(x, np.arange(10, dtype="float32").reshape(5, 2), axes=1), X3)
case("tensordot_axes", lambda x: k.tensordot(x, np.arange(8, dtype="float32").reshape(2, 4), axes=[[1], [1]]), X3)
case("tensordot_zero", lambda x: k.tensordot(x, np.float32([1.0, 2.0]), axes=0), X)
case("tensordot_pair", lambda x: k.tensordot(x, np.arange(8, dtype="float32").reshape(2, 4), axes=([1], [1])), X3)
case("kron", lambda x: k.kron(x, np.float32([[1, 2], [3, 4]])), X)
case("kron_ranks", lambda x: k.kron(x, np.float32([[1, 2], [3, 4]])), X3, batch=3)
case("cross", k.cross, floats(3, 3), floats(3, 3, seed=1))
case("cross_two", lambda x, y: k.cross(x, y), floats(3, 2), floats(3, 2, seed=1))
case("cross_mixed", lambda x, y: k.cross(x, y), floats(3, 2), floats(3, 3, seed=1))
case("cross_axis", lambda x, y: k.cross(x, y, axis=1), floats(2, 3, 4), floats(2, 3, 4, seed=1))
case("correlate", lambda x: k.correlate(x, np.float32([1.0, 2.0, 0.5])), floats(6), batch=6)
case("correlate_same", lambda x: k.correlate(x, np.float32([1.0, 2.0, 0.5]), mode="same"), floats(6), batch=6)
case("correlate_full", lambda x: k.correlate(x, np.float32([1.0, 2.0, 0.5]), mode="full"), floats(6), batch=6)
case("corrcoef", lambda x: k.corrcoef(x), X, batch=3)
case("cdist", k.cdist, X3, floats(3, 2, 5, seed=5))

# Mathematics
case("fft", lambda x, y: list(k.fft((x, y))), X, Y)
case("fft2", lambda x, y: list(k.fft2((x, y))), X3, X3 + 1)
case("ifft2", lambda x, y: list(k.ifft2((x, y))), X3, X3 + 1)
case("rfft", lambda x: list(k.rfft(x)), X3)
case("rfft_length", lambda x: list(k.rfft(x, fft_length=8)), X3)
case("rfft_shorter", lambda x: list(k.rfft(x, fft_length=3)), X3)
case("irfft", lambda x, y: k.irfft((x, y)), X3, X3 + 1)
case("irfft_length", lambda x, y: k.irfft((x, y), fft_length=7), X3, X3 + 1)
for window in ("hann", "hamming", None):
    case("stft_%s" % window, lambda x, w=window: list(k.stft(x, 6, 3, 8, window=w)), floats(2, 20))
    case("istft_%s" % window, lambda x, y, w=window: k.istft((x, y), 6, 3, 8, window=w), floats(2, 5, 5), floats(2, 5, 5, seed=1))
case("stft_not_centered", lambda x: list(k.stft(x, 8, 2, 8, center=False)), floats(2, 20))
case("istft_length", lambda x, y: k.istft((x, y), 6, 3, 8, length=10), floats(2, 5, 5), floats(2, 5, 5, seed=1))
case("istft_not_centered", lambda x, y: k.istft((x, y), 8, 4, 8, center=False, window=None), floats(2, 5, 5), floats(2, 5, 5, seed=1))
case("extract_sequences", lambda x: k.extract_sequences(x, 3, 2), floats(2, 9))
case("extract_sequences_deep", lambda x: k.extract_sequences(x, 4, 1), floats(2, 3, 9))
for f in "sum max min prod".split():
    g = getattr(k, "segment_" + f)
    case("segment_" + f, lambda x, g=g: g(x, np.int32([0, 2, 0]), num_segments=4), X)
    case("segment_%s_sorted" % f, lambda x, g=g: g(x, np.int32([0, 0, 2]), sorted=True), X)
    case("segment_%s_ids" % f, lambda x, i, g=g: g(x, i), X, np.int32([0, 1, 0]))
case("logdet", k.logdet, positive_definite(2, 3))
case("polar", lambda x, y: [k.real(k.nn.polar(x, y)), k.imag(k.nn.polar(x, y))], POSITIVE, X)
case("angle_complex", lambda x, y: k.angle(k.nn.polar(x, y)), POSITIVE, X)
case("view_as_complex", lambda x: k.imag(k.view_as_complex(x)), floats(3, 4, 2))
case("view_as_real", lambda x: k.view_as_real(k.view_as_complex(x)), floats(3, 4, 2))
case("conj_complex", lambda x: k.imag(k.conj(k.view_as_complex(x))), floats(3, 4, 2))
case("abs_complex", lambda x: k.abs(k.view_as_complex(x)), floats(3, 4, 2))
case("multiply_complex", lambda x: k.view_as_real(k.view_as_complex(x) * k.view_as_complex(x + 1)), floats(3, 4, 2))

# Linear algebra
S = positive_definite(2, 3)
M = floats(2, 4, 3, seed=11)
case("cholesky", k.cholesky, S)
case("cholesky_upper", lambda x: k.cholesky(x, upper=True), S)
case("cholesky_inverse", k.linalg.cholesky_inverse, np.linalg.cholesky(S).astype("float32"))
case("cholesky_inverse_upper", lambda x: k.linalg.cholesky_inverse(x, upper=True), np.linalg.cholesky(S).transpose(0, 2, 1).copy().astype("float32"))
case("det", k.det, S)
case("slogdet", lambda x: list(k.slogdet(x)), floats(3, 3, 3))
case("inv", k.inv, S)
case("eigh", lambda x: [k.eigh(x)[0], k.abs(k.eigh(x)[1])], S)
case("eig", lambda x: [k.sort(k.real(k.eig(x)[0]))], S)
case("lu_factor", lambda x: list(k.lu_factor(x)), floats(3, 3, seed=4), batch=3)
case("qr", lambda x: [k.abs(y) for y in k.qr(x)], M)
case("qr_complete", lambda x: k.abs(k.qr(x, mode="complete")[1]), M)
case("svd", lambda x: [k.abs(y) for y in k.svd(x, full_matrices=False)], M)
case("svd_full", lambda x: k.svd(x)[1], M)
case("svd_values", lambda x: k.svd(x, compute_uv=False), M)
case("solve", lambda a, b: k.solve(a, b), S, floats(2, 3, 2))
case("solve_vector", lambda a, b: k.solve(a, b), S, floats(2, 3))
case("solve_triangular", lambda a, b: k.solve_triangular(a, b), S, floats(2, 3, 2))
case("solve_triangular_lower", lambda a, b: k.solve_triangular(a, b, lower=True), S, floats(2, 3))
case("lstsq", lambda a: k.lstsq(a, np.arange(8, dtype="float32").reshape(4, 2)), floats(4, 3), batch=4)
case("lstsq_vector", lambda a: k.lstsq(a, np.arange(4, dtype="float32"), rcond=0.1), floats(4, 3), batch=4)
case("pinv", k.linalg.pinv, M)
case("pinv_rcond", lambda x: k.linalg.pinv(x, rcond=0.3), M)
case("matrix_rank", k.linalg.matrix_rank, np.stack([M[0], np.ones((4, 3), "float32")]))
case("matrix_rank_tol", lambda x: k.linalg.matrix_rank(x, tol=1.5), M)
for order in (None, 1, 2, 3, 0, inf, -inf, 0.5):
    case("norm_vector_%s" % order, lambda x, o=order: k.norm(x, ord=o, axis=1), X3)
    case("norm_vector_kept_%s" % order, lambda x, o=order: k.norm(x, ord=o, axis=-1, keepdims=True), X3)
for order in (None, 1, -1, 2, -2, inf, -inf, "fro", "nuc"):
    case("norm_matrix_%s" % order, lambda x, o=order: k.norm(x, ord=o, axis=(1, 2)), X3)
    case("norm_matrix_kept_%s" % order, lambda x, o=order: k.norm(x, ord=o, axis=(-1, 1), keepdims=True), X3)
case("norm_int", lambda x: k.norm(x, axis=1), I)

# Networks
for f in (
    "relu relu6 sigmoid sparse_sigmoid softplus softsign sparse_plus silu log_sigmoid hard_sigmoid"
    " hard_silu hard_tanh selu tanh_shrink soft_shrink hard_shrink celu elu gelu leaky_relu"
    " squareplus sparsemax softmax log_softmax glu"
).split():
    case("nn_" + f, getattr(k, f), X * 3)
    if f not in ("sparsemax", "glu", "softmax", "log_softmax"):
        case("nn_" + f + "_deep", getattr(k, f), X3)
case("nn_relu_int", k.relu, I)
case("nn_relu_float64", k.relu, D)
case("nn_sigmoid_float64", k.sigmoid, D)
case("nn_softmax_axis", lambda x: k.softmax(x, axis=1), X3)
case("nn_softmax_axes", lambda x: k.softmax(x, axis=(1, 2)), X3, batch=3)
case("nn_softmax_all", lambda x: k.softmax(x, axis=None), X)
case("nn_log_softmax_axis", lambda x: k.log_softmax(x, axis=1), X3)
case("nn_log_softmax_all", lambda x: k.log_softmax(x, axis=None), X)
case("nn_sparsemax_axis", lambda x: k.sparsemax(x, axis=1), X3)
case("nn_glu_axis", lambda x: k.glu(x, axis=1), X3)
case("nn_celu_alpha", lambda x: k.celu(x, alpha=2.0), X)
case("nn_elu_alpha", lambda x: k.elu(x, alpha=2.0), X)
case("nn_gelu_exact", lambda x: k.gelu(x, approximate=False), X)
case("nn_leaky_relu_slope", lambda x: k.leaky_relu(x, negative_slope=0.3), X)
case("nn_soft_shrink_threshold", lambda x: k.soft_shrink(x, threshold=1.0), X)
case("nn_hard_shrink_threshold", lambda x: k.hard_shrink(x, threshold=1.0), X)
case("nn_squareplus_b", lambda x: k.squareplus(x, b=2), X)
case("nn_threshold", lambda x: k.threshold(x, 0.5, -7.0), X)
for rank in (1, 2, 3):
    volume = floats(2, *(6, 7, 5)[:rank], 3, seed=rank)
    swapped = np.moveaxis(volume, -1, 1).copy()
    for f in "max_pool average_pool".split():
        g = getattr(k, f)
        case("%s_%d" % (f, rank), lambda x, g=g: g(x, 2), volume)
        case("%s_%d_same" % (f, rank), lambda x, g=g: g(x, 3, strides=2, padding="same"), volume)
        case("%s_%d_first" % (f, rank), lambda x, g=g: g(x, 2, strides=1, data_format="channels_first"), swapped)
    case("max_pool_%d_list" % rank, lambda x, r=rank: k.max_pool(x, (2, 3, 1)[:r], strides=(1, 2, 2)[:r]), volume)
    for f in "adaptive_average_pool adaptive_max_pool".split():
        g = getattr(k, f)
        case("%s_%d" % (f, rank), lambda x, g=g, r=rank: g(x, (4, 3, 2)[:r]), volume)
        case("%s_%d_first" % (f, rank), lambda x, g=g, r=rank: g(x, (3,) * r, data_format="channels_first"), swapped)
    kernel = floats(*(3, 2, 2)[:rank], 3, 4, seed=20 + rank)
    case("conv_%d" % rank, lambda x, w=kernel: k.conv(x, w), volume)
    case("conv_%d_same" % rank, lambda x, w=kernel: k.conv(x, w, strides=2, padding="same"), volume)
    case("conv_%d_dilated" % rank, lambda x, w=kernel: k.conv(x, w, padding="same", dilation_rate=2), volume)
    back = floats(*(3, 2, 2)[:rank], 4, 3, seed=30 + rank)
    case("conv_transpose_%d" % rank, lambda x, w=back: k.conv_transpose(x, w, data_format="channels_last", strides=(2,) * (w.ndim - 2)), volume)
    case("conv_transpose_%d_same" % rank, lambda x, w=back: k.conv_transpose(x, w, data_format="channels_last", strides=(2,) * (w.ndim - 2), padding="same"), volume)
    if rank < 3:
        case("conv_transpose_%d_output" % rank, lambda x, w=back: k.conv_transpose(x, w, data_format="channels_last", strides=(2,) * (w.ndim - 2), padding="same", output_padding=1), volume)
        case("conv_transpose_%d_dilated" % rank, lambda x, w=back: k.conv_transpose(x, w, data_format="channels_last", strides=(1,) * (w.ndim - 2), dilation_rate=2, padding="valid"), volume)
        depthwise = floats(*(3, 2)[:rank], 3, 2, seed=40 + rank)
        pointwise = floats(*(1, 1)[:rank], 6, 5, seed=50 + rank)
        case("depthwise_conv_%d" % rank, lambda x, w=depthwise: k.depthwise_conv(x, w), volume)
        case("depthwise_conv_%d_same" % rank, lambda x, w=depthwise: k.depthwise_conv(x, w, strides=2, padding="same"), volume)
        case("depthwise_conv_%d_dilated" % rank, lambda x, w=depthwise: k.depthwise_conv(x, w, dilation_rate=2), volume)
        case("depthwise_conv_%d_both" % rank, lambda x, w=depthwise: k.depthwise_conv(x, w, strides=2, dilation_rate=2, padding="same"), volume)
        case("depthwise_conv_%d_first" % rank, lambda x, w=depthwise: k.depthwise_conv(x, w, data_format="channels_first"), swapped)
        case("separable_conv_%d" % rank, lambda x, w=depthwise, p=pointwise: k.separable_conv(x, w, p), volume)
        case("separable_conv_%d_same" % rank, lambda x, w=depthwise, p=pointwise: k.separable_conv(x, w, p, strides=2, padding="same"), volume)
WIDE = floats(2, 4, 5, seed=60)
case("batch_normalization", lambda x: k.batch_normalization(x, np.float32([0.1] * 5), np.float32([1.5] * 5), -1, scale=np.ones(5, "float32")), WIDE)
case("batch_normalization_all", lambda x: k.batch_normalization(x, floats(4), POSITIVE[0], 1, offset=floats(4, seed=1), scale=floats(4, seed=2), epsilon=0.1), WIDE)
case("layer_normalization", lambda x: k.layer_normalization(x), WIDE)
case("layer_normalization_all", lambda x: k.layer_normalization(x, floats(5), floats(5, seed=1), epsilon=0.01), WIDE)
case("layer_normalization_axis", lambda x: k.layer_normalization(x, floats(4), floats(4, seed=1), axis=1), WIDE)
case("layer_normalization_axes", lambda x: k.layer_normalization(x, floats(4, 5), axis=(1, 2)), WIDE)
case("layer_normalization_rms", lambda x: k.layer_normalization(x, floats(5), rms_scaling=True), WIDE)
case("rms_normalization", lambda x: k.rms_normalization(x), WIDE)
case("rms_normalization_scale", lambda x: k.rms_normalization(x, floats(5), axis=-1, epsilon=0.01), WIDE)
case("rms_normalization_axes", lambda x: k.rms_normalization(x, axis=(1, 2)), WIDE)
case("moments", lambda x: list(k.moments(x, axes=[1])), WIDE)
case("moments_kept", lambda x: list(k.moments(x, axes=[1, 2], keepdims=True)), WIDE)
for order in (1, 2, 3):
    case("normalize_%d" % order, lambda x, o=order: k.normalize(x, axis=1, order=o), WIDE)
case("normalize_epsilon", lambda x: k.normalize(x, axis=-1, epsilon=3.0), X)
case("normalize_axes", lambda x: k.normalize(x, axis=(1, 2)), WIDE)
case("normalize_zeros", lambda x: k.normalize(x), np.float32([[0, 0], [1e-9, 0], [3, 4]]))
Q = floats(2, 3, 4, 6, seed=70)
KEY = floats(2, 5, 4, 6, seed=71)
V = floats(2, 5, 4, 6, seed=72)
case("dot_product_attention", k.dot_product_attention, Q, KEY, V)
case("dot_product_attention_mask", lambda q, x, v, m: k.dot_product_attention(q, x, v, mask=m), Q, KEY, V, floats(2, 4, 3, 5, seed=73) > 0)
case("dot_product_attention_bias", lambda q, x, v, b: k.dot_product_attention(q, x, v, bias=b, scale=0.3), Q, KEY, V, floats(2, 4, 3, 5, seed=73))
case("dot_product_attention_causal", lambda q, x, v: k.dot_product_attention(q, x, v, is_causal=True), Q, KEY, V)
case("dot_product_attention_grouped", lambda q, x, v: k.dot_product_attention(q, x, v), Q, KEY[:, :, :2], V[:, :, :2])
case("dot_product_attention_single", lambda q, x, v: k.dot_product_attention(q, x, v), Q, KEY[:, :, :1], V[:, :, :1])
P = np.float32([[0.1, 0.2, 0.7], [0.5, 0.25, 0.25]])
T = np.float32([[0, 0, 1], [0.5, 0.5, 0]])
case("binary_crossentropy", k.binary_crossentropy, T, P)
case("binary_crossentropy_logits", lambda t, x: k.binary_crossentropy(t, x, from_logits=True), T, X[:2, :3])
case("binary_crossentropy_sigmoid", lambda t, x: k.binary_crossentropy(t, k.sigmoid(x)), T, X[:2, :3] * 20)
case("categorical_crossentropy", k.categorical_crossentropy, T, P)
case("categorical_crossentropy_unnormalized", lambda t, x: k.categorical_crossentropy(t, x), T, P * 3)
case("categorical_crossentropy_logits", lambda t, x: k.categorical_crossentropy(t, x, from_logits=True), T, X[:2, :3])
case("categorical_crossentropy_softmax", lambda t, x: k.categorical_crossentropy(t, k.softmax(x)), T, X[:2, :3] * 20)
case("categorical_crossentropy_axis", lambda t, x: k.categorical_crossentropy(t, x, axis=1), np.stack([T, T[::-1]]), np.stack([P, P[::-1]]))
case("categorical_crossentropy_axis_logits", lambda t, x: k.categorical_crossentropy(t, x, axis=1, from_logits=True), np.stack([T, T[::-1]]), np.stack([P, P[::-1]]))
case("sparse_categorical_crossentropy", lambda t, x: k.sparse_categorical_crossentropy(t, x), np.int32([2, 0]), P)
case("sparse_categorical_crossentropy_column", lambda t, x: k.sparse_categorical_crossentropy(t, x, from_logits=True), np.int32([[2], [0]]), X[:2, :3])
case("ctc_loss", lambda t, x: k.ctc_loss(t, x, np.int32([2, 1]), np.int32([5, 4])), np.int32([[1, 2, 0], [3, 0, 0]]), floats(2, 5, 4), batch=2)
case("ctc_loss_mask", lambda t, x: k.ctc_loss(t, x, np.int32([2, 1]), np.int32([5, 4]), mask_index=3), np.int32([[1, 2, 0], [0, 0, 0]]), floats(2, 5, 4), batch=2)
case("ctc_decode", lambda x: list(k.ctc_decode(x, [5, 4])), floats(2, 5, 4))
case("ctc_decode_unmerged", lambda x: list(k.ctc_decode(x, [5, 4], merge_repeated=False, mask_index=3)), floats(2, 5, 4))
case("ctc_decode_beam", lambda x: list(k.ctc_decode(x, [5, 4], strategy="beam_search", beam_width=5, top_paths=2)), floats(2, 5, 4))
case("psnr", lambda x, y: k.psnr(x, y, 1.0), IMAGE, IMAGE2)
case("unfold", lambda x: k.unfold(x, 2), FIRST, batch=2)
case("unfold_all", lambda x: k.unfold(x, (2, 3), dilation=(2, 1), padding=(1, 2), stride=(2, 1)), FIRST, batch=2)
case("fold", lambda x: k.fold(x, (4, 5), (2, 2)), floats(2, 12, 12))
case("fold_all", lambda x: k.fold(x, (4, 6), (2, 2), padding=1, stride=2), floats(2, 8, 12))
case("depth_to_space", lambda x: k.depth_to_space(x, 2), floats(2, 3, 4, 8))
case("depth_to_space_first", lambda x: k.depth_to_space(x, 2, data_format="channels_first"), floats(2, 8, 3, 4))
case("space_to_depth", lambda x: k.space_to_depth(x, 2), floats(2, 4, 6, 3))
case("space_to_depth_first", lambda x: k.space_to_depth(x, 2, data_format="channels_first"), floats(2, 3, 4, 6))

# Images
g = k.image
for kind in "bilinear nearest bicubic lanczos3 lanczos5 area".split():
    case("resize_" + kind, lambda x, i=kind: g.resize(x, (4, 9), interpolation=i), IMAGE)
    case("resize_antialias_" + kind, lambda x, i=kind: g.resize(x, (3, 5), interpolation=i, antialias=True), IMAGE)
    case("resize_uint8_" + kind, lambda x, i=kind: g.resize(x, (4, 9), interpolation=i), BYTES)
    case("resize_first_" + kind, lambda x, i=kind: g.resize(x, (4, 9), interpolation=i, data_format="channels_first"), FIRST)
case("resize_crop", lambda x: g.resize(x, (4, 4), crop_to_aspect_ratio=True), IMAGE)
case("resize_crop_wide", lambda x: g.resize(x, (2, 6), crop_to_aspect_ratio=True), IMAGE)
case("resize_pad", lambda x: g.resize(x, (4, 8), pad_to_aspect_ratio=True, fill_value=0.5), IMAGE)
case("resize_pad_tall", lambda x: g.resize(x, (9, 4), pad_to_aspect_ratio=True), IMAGE)
case("rgb_to_grayscale", g.rgb_to_grayscale, IMAGE)
case("rgb_to_grayscale_first", lambda x: g.rgb_to_grayscale(x, data_format="channels_first"), FIRST)
case("rgb_to_grayscale_uint8", g.rgb_to_grayscale, BYTES)
case("rgb_to_hsv", g.rgb_to_hsv, IMAGE)
case("rgb_to_hsv_first", lambda x: g.rgb_to_hsv(x, data_format="channels_first"), FIRST)
case("hsv_to_rgb", g.hsv_to_rgb, IMAGE)
case("hsv_to_rgb_first", lambda x: g.hsv_to_rgb(x, data_format="channels_first"), FIRST)
SHEAR = [1.0, 0.1, -0.5, 0.2, 0.9, 0.7, 0.001, 0.002]
for mode in "constant nearest wrap reflect".split():
    case("affine_" + mode, lambda x, m=mode: g.affine_transform(x, k.convert_to_tensor(SHEAR), fill_mode=m, fill_value=0.2), IMAGE)
case("affine_nearest_kind", lambda x: g.affine_transform(x, k.convert_to_tensor(SHEAR), interpolation="nearest"), IMAGE)
case("affine_each", lambda x, t: g.affine_transform(x, t), IMAGE, np.float32([SHEAR, [1, 0, 1, 0, 1, 1, 0, 0]]))
case("affine_first", lambda x: g.affine_transform(x, k.convert_to_tensor(SHEAR), data_format="channels_first"), FIRST)
START = np.float32([[0, 0], [6, 0], [0, 5], [6, 5]])
END = np.float32([[1, 0], [5, 1], [0, 4], [6, 5]])
case("perspective", lambda x: g.perspective_transform(x, k.convert_to_tensor(START), k.convert_to_tensor(END)), IMAGE)
case("perspective_each", lambda x, s, e: g.perspective_transform(x, s, e, interpolation="nearest", fill_value=0.5), IMAGE, np.stack([START, END]), np.stack([END, START]))
case("crop_images", lambda x: g.crop_images(x, top_cropping=1, left_cropping=2, target_height=3, target_width=4), IMAGE)
case("crop_images_bottom", lambda x: g.crop_images(x, bottom_cropping=1, right_cropping=2, target_height=3, target_width=4), IMAGE)
case("crop_images_sides", lambda x: g.crop_images(x, 1, 2, 1, 1, data_format="channels_first"), FIRST)
case("pad_images", lambda x: g.pad_images(x, top_padding=1, left_padding=2, target_height=9, target_width=10), IMAGE)
case("pad_images_bottom", lambda x: g.pad_images(x, bottom_padding=1, right_padding=2, target_height=9, target_width=10), IMAGE)
case("pad_images_sides", lambda x: g.pad_images(x, 1, 2, 3, 4, data_format="channels_first"), FIRST)
case("extract_patches", lambda x: g.extract_patches(x, 2), IMAGE)
case("extract_patches_all", lambda x: g.extract_patches(x, (2, 3), strides=1, padding="same"), IMAGE)
case("extract_patches_dilated", lambda x: g.extract_patches(x, (2, 2), strides=1, dilation_rate=2), IMAGE)
case("extract_patches_3d", lambda x: g.extract_patches_3d(x, (2, 2, 2), strides=(1, 2, 1)), floats(2, 4, 4, 5, 2))
for mode in "constant nearest wrap mirror reflect".split():
    for order in (0, 1):
        case("map_coordinates_%s_%d" % (mode, order), lambda x, c, m=mode, o=order: g.map_coordinates(x, c, o, fill_mode=m, fill_value=0.3), X, floats(2, 6, low=-2.0, high=5.0), batch="each")
case("map_coordinates_int", lambda x, c: g.map_coordinates(x, c, 1), I, floats(2, 6, low=0.0, high=2.0), batch="each")
case("gaussian_blur", lambda x: g.gaussian_blur(x), IMAGE)
case("gaussian_blur_all", lambda x: g.gaussian_blur(x, kernel_size=(5, 3), sigma=(0.8, 2.0)), IMAGE)
case("gaussian_blur_first", lambda x: g.gaussian_blur(x, data_format="channels_first"), FIRST)
for method in "linear cubic lanczos3 lanczos5".split():
    for smooth in (True, False):
        case("scale_and_translate_%s_%s" % (method, smooth), lambda x, m=method, a=smooth: g.scale_and_translate(x, (2, 4, 9, 3), np.float32([0.6, 1.4]), np.float32([0.2, -0.5]), (1, 2), m, a), IMAGE, batch=2)
case("sobel_edges", g.sobel_edges, IMAGE)
case("sobel_edges_first", lambda x: g.sobel_edges(x, data_format="channels_first"), FIRST)
LARGE = floats(2, 14, 13, 2, low=0.0, high=1.0, seed=80)
case("ssim", lambda x, y: g.ssim(x, y), LARGE, (LARGE + floats(2, 14, 13, 2, low=0.0, high=0.2)).astype("float32"))
case("ssim_all", lambda x, y: g.ssim(x, y, max_val=2.0, filter_size=5, filter_sigma=1.0, k1=0.02, k2=0.05), LARGE, LARGE[::-1].copy())


def model(function, inputs, batch):
    tensors = []
    for index, array in enumerate(inputs):
        array = np.asarray(array)
        if batch == () or batch == "each":
            shape = array.shape
        else:
            shape = (batch,) + array.shape[1:]
        tensors.append(
            keras.Input(batch_shape=shape, dtype=str(array.dtype), name="x%d" % index)
        )
    outputs = function(*tensors)
    return keras.Model(tensors, outputs)


def nested(array):
    return np.asarray(array).tolist()


def write(folder):
    os.makedirs(folder, exist_ok=True)
    written = []
    for name, function, inputs, batch in CASES:
        try:
            keras.utils.clear_session()
            network = model(function, inputs, batch)
            found = network([np.asarray(x) for x in inputs])
            found = list(found) if isinstance(found, (list, tuple)) else [found]
            network.save(os.path.join(folder, name + ".keras"))
        except Exception as problem:
            print("%s: Keras refuses it: %s" % (name, " ".join(str(problem).split())[:300]))
            continue
        written.append(
            {
                "name": name,
                "path": name + ".keras",
                "inputs": {
                    "x%d" % i: {"dtype": str(np.asarray(x).dtype), "rank": np.asarray(x).ndim - 1, "data": nested(x)}
                    for i, x in enumerate(inputs)
                },
                "outputs": [nested(y) for y in found],
                "dtypes": [keras.backend.standardize_dtype(y.dtype) for y in found],
            }
        )
    with open(os.path.join(folder, "cases.json"), "w") as out:
        json.dump(written, out)
    print("%d cases" % len(written))


def read(folder, other):
    with open(os.path.join(other, "cases.json")) as file:
        cases = json.load(file)
    wrong = 0
    for each in cases:
        path = os.path.join(folder, each["path"])
        if not os.path.exists(path):
            continue
        problem = ""
        try:
            network = keras.models.load_model(path, compile=False)
            inputs = [np.array(x["data"], x["dtype"]) for x in each["inputs"].values()]
            found = network(inputs)
            found = list(found) if isinstance(found, (list, tuple)) else [found]
            for y, wanted in zip(found, each["outputs"]):
                np.testing.assert_allclose(np.asarray(y, "float64"), np.asarray(wanted, "float64"), rtol=1e-5, atol=1e-5)
        except Exception as failure:
            problem = str(failure).strip().replace("\n", " ")[:200]
        if problem:
            wrong += 1
            print("%s: %s" % (each["name"], problem))
    print("%d of %d differ" % (wrong, len(cases)))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
