"""Models, inputs and outputs that this library and Keras exchange; see README.md."""

import json
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

ROWS = 3
FORMATS = (".keras", ".h5")


def layer(json_layer):
    """A layer of layers.json."""
    settings = {key: setting(value) for key, value in json_layer["settings"].items()}
    return getattr(keras.layers, json_layer["layer"])(**settings)


def setting(value):
    if isinstance(value, dict) and "layer" in value:
        return layer(value)
    if isinstance(value, list):
        return [setting(each) for each in value]
    return value


def snake_case(name):
    return keras.src.utils.naming.to_snake_case(name)


def layer_model(json_layer):
    """The layer on inputs; a masked input goes through Masking first, a masked output is pooled."""
    inputs = [
        keras.Input(each["shape"], dtype=each.get("dtype", "float32"), name="in_%d" % index)
        for index, each in enumerate(json_layer["inputs"])
    ]
    tensors = [
        keras.layers.Masking()(tensor) if each.get("masked") else tensor
        for tensor, each in zip(inputs, json_layer["inputs"])
    ]
    made = layer(json_layer)
    if json_layer.get("separate"):
        outputs = made(*tensors)
    elif json_layer.get("states"):
        outputs = made(tensors[0], initial_state=tensors[1:])
    else:
        outputs = made(tensors if len(tensors) > 1 else tensors[0])
    return keras.Model(inputs, outputs)


def randomize(model, random):
    """Weights that no initializer gives; variances stay positive."""
    for weight in model.weights:
        if "seed_generator" not in weight.path and weight.dtype.startswith(("float", "bfloat")):
            values = random.normal(0, 0.5, weight.shape)
            weight.assign(np.abs(values) + 0.5 if "variance" in weight.path else values)


def random_inputs(model, random, below=None):
    """Numbers by input name; some timesteps are zero, which Masking and mask_zero hide."""
    inputs = {}
    for tensor in model.inputs:
        shape = (ROWS,) + tuple(size or 4 for size in tensor.shape[1:])
        if tensor.dtype == "bool":
            values = random.random(shape) < 0.6
        elif "int" in tensor.dtype:
            values = random.integers(0, below or 5, shape)
        else:
            values = random.normal(0, 1, shape)
        if values.ndim > 2:
            values[0, -1] = 0
            values[1, 0] = 0
        inputs[tensor.name] = np.asarray(values, tensor.dtype)
    return inputs


def predict(model, inputs):
    outputs = model.predict([inputs[each.name] for each in model.inputs], verbose=0)
    return [np.asarray(each) for each in keras.tree.flatten(outputs)]


def is_read_back(path):
    try:
        keras.models.load_model(path, compile=False)
        return True
    except Exception as failure:
        print("%-40s not read by Keras: %s" % (path, str(failure).splitlines()[0][:100]))
        return False


def save(folder, name, model, inputs, cases):
    """Writes the model in both formats, and entries of cases.json."""
    outputs = [output.tolist() for output in predict(model, inputs)]
    for ending in FORMATS:
        path = name + ending
        try:
            model.save(os.path.join(folder, path))
        except Exception as failure:
            print("%-40s not written by Keras: %s" % (path, str(failure).splitlines()[0]))
            continue
        cases.append(
            {
                "name": path,
                "path": path,
                "readBackByKeras": is_read_back(os.path.join(folder, path)),
                "inputs": {
                    key: {
                        "dtype": str(value.dtype),
                        "rank": value.ndim - 1,
                        "data": value.tolist(),
                    }
                    for key, value in inputs.items()
                },
                "outputs": outputs,
            }
        )


def write_cases(folder, cases):
    with open(os.path.join(folder, "cases.json"), "w") as file:
        json.dump(cases, file)
