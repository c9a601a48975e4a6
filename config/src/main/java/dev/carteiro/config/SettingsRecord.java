// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The source of a record: each component is a {@link Setting}, has a {@link SettingSource.ReadBy},
 * is a record of settings itself, or an {@code Optional} of one with a {@link Setting#groupKey}.
 */
final class SettingsRecord<R extends Record> implements SettingSource<R> {
  private static final ClassValue<SettingsRecord<?>> KNOWN =
      new ClassValue<>() {
        @Override
        protected SettingsRecord<?> computeValue(Class<?> type) {
          return new SettingsRecord<>(type.asSubclass(Record.class));
        }
      };

  private final Constructor<R> constructor;
  private final List<SettingSource<?>> components = new ArrayList<>();

  private SettingsRecord(Class<R> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      try {
        components.add(source(type, component));
      } catch (RuntimeException e) {
        throw new IllegalStateException(type.getName() + "." + component.getName(), e);
      }
    }
    Class<?>[] types =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    constructor = call(() -> type.getDeclaredConstructor(types));
    constructor.setAccessible(true);
  }

  /**
   * @throws IllegalStateException when an annotation is wrong
   */
  @SuppressWarnings("unchecked") // computeValue keeps the type
  static <R extends Record> SettingsRecord<R> of(Class<R> type) {
    return (SettingsRecord<R>) KNOWN.get(type);
  }

  @Override
  public List<SettingDefinition<?>> definitions() {
    return components.stream()
        .<SettingDefinition<?>>flatMap(component -> component.definitions().stream())
        .toList();
  }

  @Override
  public R read(Environment environment) {
    Object[] values = components.stream().map(component -> component.read(environment)).toArray();
    return call(() -> constructor.newInstance(values));
  }

  private static SettingSource<?> source(Class<?> owner, RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    if (setting != null) {
      return definition(owner, component, setting);
    }
    ReadBy source = component.getAnnotation(ReadBy.class);
    if (source != null) {
      return call(
          () -> {
            Constructor<? extends SettingSource<?>> made = source.value().getDeclaredConstructor();
            made.setAccessible(true);
            return made.newInstance();
          });
    }
    if (component.getType() == Optional.class
        && component.getGenericType() instanceof ParameterizedType optional
        && optional.getActualTypeArguments()[0] instanceof Class<?> group
        && group.isRecord()) {
      return OptionalGroup.of(group);
    }
    if (component.getType().isRecord()) {
      return KNOWN.get(component.getType());
    }
    throw new IllegalStateException("neither a setting nor a record of settings");
  }

  private static SettingDefinition<?> definition(
      Class<?> owner, RecordComponent component, Setting setting) {
    Class<?> type = component.getType();
    boolean collection =
        Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    String defaultText =
        setting.defaultValue().isEmpty() && !collection ? null : setting.defaultValue();
    return new SettingDefinition<>(
        setting.name(),
        defaultText,
        defaultText == null && type != Optional.class,
        setting.secret(),
        component.getAnnotation(HelpText.class).value(),
        SettingParsers.of(component.getGenericType(), setting, owner));
  }

  /** Calls a method or constructor of the settings; its unchecked exceptions pass. */
  static <T> T call(Callable<T> reflective) {
    try {
      return reflective.call();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Settings that take effect together, once the key has a value. */
  private record OptionalGroup<R extends Record>(SettingsRecord<R> record, SettingDefinition<?> key)
      implements SettingSource<Optional<R>> {

    static OptionalGroup<?> of(Class<?> type) {
      String key =
          Stream.of(type.getRecordComponents())
              .map(component -> component.getAnnotation(Setting.class))
              .filter(setting -> setting != null && setting.groupKey())
              .map(Setting::name)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException(type + " has no group key"));
      SettingsRecord<?> record = KNOWN.get(type);
      return new OptionalGroup<>(
          record,
          record.definitions().stream()
              .filter(setting -> setting.name().equals(key))
              .findFirst()
              .orElseThrow());
    }

    @Override
    public List<SettingDefinition<?>> definitions() {
      return record.definitions();
    }

    @Override
    public Optional<R> read(Environment environment) {
      if (environment.given(key).isEmpty()
          || key.read(environment) instanceof Collection<?> values && values.isEmpty()) {
        return Optional.empty();
      }
      for (SettingDefinition<?> setting : definitions()) {
        if (setting.required() && environment.given(setting).isEmpty()) {
          throw new InvalidSettingException(setting.name(), "is required beside " + key.name());
        }
      }
      return Optional.of(record.read(environment));
    }
  }
}
