"""Writes one model for each layer class, and variants, with Keras: keras_writes.py FOLDER."""

import json
import os
import sys
import warnings

import cases
import keras
import numpy as np
from keras import Input, Model, layers, ops

warnings.filterwarnings("ignore")


def variants():
    """Masks, states, constants, nested models and wrappers, by name."""
    x = Input((4, 6), name="x")
    y = Input((5, 6), name="y")
    row_mask = Input((4,), dtype="bool", name="row_mask")
    other_mask = Input((5,), dtype="bool", name="other_mask")
    pair_mask = Input((4, 5), dtype="bool", name="pair_mask")
    state = Input((3,), name="state")
    other_state = Input((3,), name="other_state")
    ids = Input((5,), dtype="int32", name="ids")
    masked = layers.Masking()(x)
    embedded = layers.Embedding(5, 6, mask_zero=True)(ids)

    yield "gap_mask", [x, row_mask], layers.GlobalAveragePooling1D()(x, mask=row_mask)
    yield "softmax_mask", [x, row_mask], layers.Softmax()(
        ops.sum(x, axis=-1), mask=row_mask)
    yield "softmax_constant_mask", [x], layers.Softmax(axis=1)(
        x, mask=np.array([[[True], [False], [True], [True]]]))
    yield "batch_normalization_mask", [x, row_mask], layers.GlobalAveragePooling1D()(
        layers.BatchNormalization()(x, mask=row_mask))
    yield "batch_normalization_training", [x], layers.BatchNormalization()(x, training=True)
    yield "dropout_training", [x], layers.Dropout(0.5)(x, training=True)
    yield "time_distributed_mask", [x, row_mask], layers.GlobalAveragePooling1D()(
        layers.TimeDistributed(layers.Dense(3))(x, mask=row_mask))

    clip = Input((3, 4, 6), name="clip")
    step_mask = Input((3, 4), dtype="bool", name="step_mask")
    for inner in (layers.GRU(3), layers.GlobalAveragePooling1D(), layers.Bidirectional(layers.LSTM(2))):
        yield "time_distributed_" + inner.name, [clip, step_mask], layers.TimeDistributed(inner)(
            clip, mask=step_mask)
    sequence = keras.Sequential([Input((4, 6)), layers.Dense(3), layers.GlobalAveragePooling1D()])
    yield "time_distributed_model", [clip], layers.TimeDistributed(sequence)(clip)

    for made in (layers.SimpleRNN, layers.GRU, layers.LSTM):
        name = made.__name__.lower()
        states = [state, other_state] if made is layers.LSTM else state
        given = [x, state, other_state] if made is layers.LSTM else [x, state]
        yield name + "_mask", [x, row_mask], made(3, return_sequences=True)(x, mask=row_mask)
        yield name + "_state", given, made(3)(x, initial_state=states)
        yield name + "_positional_state", given, made(3)(x, states)
        yield name + "_state_of_masked", given, layers.GlobalAveragePooling1D()(
            made(3, return_sequences=True)(masked, initial_state=states))
        yield name + "_state_and_mask", given + [row_mask], made(3)(
            x, initial_state=states, mask=row_mask)
        yield name + "_zero_output_for_mask", [x, row_mask], made(
            3, return_sequences=True, zero_output_for_mask=True)(x, mask=row_mask)
        yield name + "_embedded", [ids], made(3, return_sequences=True, return_state=True)(embedded)
        yield "bidirectional_%s_mask" % name, [x, row_mask], layers.Bidirectional(
            made(3, return_sequences=True), merge_mode=None)(x, mask=row_mask)
        bi_states = [state, other_state] * 2 if made is layers.LSTM else [state, other_state]
        yield "bidirectional_%s_state" % name, [x, state, other_state], layers.Bidirectional(
            made(3))(masked, initial_state=bi_states)
    yield "gru_constant_state", [x], layers.GRU(3)(
        x, initial_state=np.ones((cases.ROWS, 3), "float32"))
    yield "lstm_constant_mask", [x], layers.LSTM(3)(
        x, mask=np.array([[True, False, True, True]] * cases.ROWS))
    stack = layers.RNN([layers.LSTMCell(3), layers.GRUCell(3)], return_state=True)
    yield "stacked_masked", [x], stack(masked)
    picture = Input((3, 5, 5, 2), name="picture")
    picture_mask = Input((3,), dtype="bool", name="picture_mask")
    yield "conv_lstm_mask", [picture, picture_mask], layers.ConvLSTM2D(2, 2)(
        picture, mask=picture_mask)

    for made in (layers.Attention, layers.AdditiveAttention):
        name = cases.snake_case(made.__name__)
        yield name + "_masks", [x, y, row_mask, other_mask], made()(
            [x, y], mask=[row_mask, other_mask])
        yield name + "_value_mask", [x, y, other_mask], made()([x, y], mask=[None, other_mask])
        yield name + "_causal_scores", [x, y], made()(
            [x, y], use_causal_mask=True, return_attention_scores=True)
        yield name + "_embedded", [ids], layers.GlobalAveragePooling1D()(
            made()([embedded, embedded]))
        yield name + "_constant", [x], made()([x, np.ones((cases.ROWS, 5, 6), "float32")])
    heads = {
        "multi_head_attention": lambda **settings: layers.MultiHeadAttention(2, 3, **settings),
        "group_query_attention": lambda **settings: layers.GroupQueryAttention(
            3, 4, 2, **settings),
    }
    for name, made in heads.items():
        yield name + "_named", [x, y], made()(query=x, value=y, key=y)
        yield name + "_attention_mask", [x, y, pair_mask], made()(x, y, attention_mask=pair_mask)
        yield name + "_constant_mask", [x], made()(
            x, x, attention_mask=np.tril(np.ones((1, 4, 4), "bool")))
        yield name + "_masks", [x, y, row_mask, other_mask], made()(
            x, y, y, query_mask=row_mask, value_mask=other_mask, key_mask=other_mask)
        yield name + "_masks_scores", [x, y, row_mask, other_mask], made()(
            x, y, query_mask=row_mask, value_mask=other_mask, return_attention_scores=True)
        yield name + "_causal", [x], made()(x, x, use_causal_mask=True)
        yield name + "_causal_scores", [x, y], made()(
            x, y, use_causal_mask=True, return_attention_scores=True)
        yield name + "_embedded", [ids], layers.GlobalAveragePooling1D()(
            made()(embedded, embedded))
        yield name + "_residual", [ids], layers.GlobalAveragePooling1D()(
            layers.LayerNormalization()(layers.Add()([embedded, made()(embedded, embedded)])))
        yield name + "_masked_scores", [ids], made()(
            embedded, embedded, return_attention_scores=True)
        yield name + "_constant_value", [x], made()(x, np.ones((cases.ROWS, 5, 6), "float32"))

    part = Input((4, 6), name="part")
    nested = Model(part, layers.GRU(3, return_sequences=True)(layers.Dense(6)(part)), name="nested")
    yield "nested_masked", [x], layers.GlobalAveragePooling1D()(nested(masked))
    yield "nested_mask", [x, row_mask], layers.GlobalAveragePooling1D()(nested(x, mask=row_mask))
    stack = keras.Sequential([Input((4, 6)), layers.Dense(6), layers.LSTM(3)])
    yield "nested_sequential_mask", [x, row_mask], stack(x, mask=row_mask)
    first, second = Input((4,), name="first"), Input((4,), name="second")
    merged = Model({"b": first, "a": second}, layers.Concatenate()([first, second]), name="merged")
    left, right = Input((4,), name="left"), Input((4,), name="right")
    yield "nested_dictionary", [left, right], merged({"a": left, "b": right})
    yield "nested_training", [x], nested(x, training=True)

    yield "masks_destroyed", [ids], [
        layers.GlobalAveragePooling1D()(made(embedded))
        for made in (
            layers.Conv1D(3, 2, padding="same"),
            layers.MaxPooling1D(2),
            layers.ZeroPadding1D(1),
            layers.Cropping1D(1),
            layers.UpSampling1D(2),
            layers.Permute((2, 1)),
            layers.Reshape((5, 6)),
            layers.EinsumDense("abc,cd->abd", (None, 3)),
            layers.RMSNormalization(),
        )
    ]
    yield "masks_passed", [ids], [
        layers.GlobalAveragePooling1D()(made(embedded))
        for made in (
            layers.Dense(3),
            layers.Activation("tanh"),
            layers.ELU(),
            layers.LeakyReLU(),
            layers.ReLU(),
            layers.PReLU(),
            layers.Dropout(0.5),
            layers.SpatialDropout1D(0.5),
            layers.GaussianNoise(0.5),
            layers.GaussianDropout(0.5),
            layers.AlphaDropout(0.5),
            layers.ActivityRegularization(0.1),
            layers.Identity(),
            layers.BatchNormalization(),
            layers.LayerNormalization(),
            layers.GroupNormalization(2),
            layers.UnitNormalization(),
            layers.Rescaling(2.0),
            layers.TimeDistributed(layers.Dense(3)),
        )
    ]
    yield "masks_of_operations", [ids], layers.GlobalAveragePooling1D()(embedded * 2.0)
    yield "shared_twice", [x, row_mask], [
        shared(x, mask=row_mask) if index else shared(x)
        for shared in [layers.GRU(3)]
        for index in (0, 1)
    ]


def main(folder):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(0)
    written = []
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "layers.json")) as file:
        table = json.load(file)
    for each in table:
        keras.utils.clear_session()
        name = each.get("name", cases.snake_case(each["layer"]))
        model = cases.layer_model(each)
        cases.randomize(model, random)
        below = each["inputs"][0].get("below")
        cases.save(folder, name, model, cases.random_inputs(model, random, below), written)
    for name, inputs, outputs in variants():
        model = Model(inputs, outputs)
        cases.randomize(model, random)
        cases.save(folder, "variant_" + name, model, cases.random_inputs(model, random), written)
    cases.write_cases(folder, written)
    print("%d cases written to %s" % (len(written), folder))


if __name__ == "__main__":
    main(sys.argv[1])
