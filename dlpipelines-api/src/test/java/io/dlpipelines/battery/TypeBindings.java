package io.dlpipelines.battery;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;

/** What the type variables of the supertypes of a class stand for in that class. */
final class TypeBindings {

  private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

  private TypeBindings() {}

  static TypeBindings of(Class<?> type) {
    TypeBindings bindings = new TypeBindings();
    bindings.collectFrom(type);
    return bindings;
  }

  /** The class that a type is in the end; {@code Object} where that is open. */
  Class<?> erase(Type type) {
    if (type instanceof Class<?> known) {
      return known;
    }
    if (type instanceof ParameterizedType parameterized) {
      return erase(parameterized.getRawType());
    }
    if (type instanceof TypeVariable<?> variable && bindings.containsKey(variable)) {
      return erase(bindings.get(variable));
    }
    return Object.class;
  }

  /** What the first type parameter of a generic supertype stands for. */
  Class<?> firstArgumentOf(Class<?> supertype) {
    return erase(supertype.getTypeParameters()[0]);
  }

  private void collectFrom(Class<?> type) {
    if (type.getGenericSuperclass() != null) {
      collect(type.getGenericSuperclass());
    }
    for (Type each : type.getGenericInterfaces()) {
      collect(each);
    }
  }

  private void collect(Type supertype) {
    if (supertype instanceof ParameterizedType parameterized) {
      Class<?> raw = (Class<?>) parameterized.getRawType();
      for (int place = 0; place < raw.getTypeParameters().length; place++) {
        bindings.put(raw.getTypeParameters()[place], parameterized.getActualTypeArguments()[place]);
      }
      collectFrom(raw);
    } else if (supertype instanceof Class<?> raw) {
      collectFrom(raw);
    }
  }
}
