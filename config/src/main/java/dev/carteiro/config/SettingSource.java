// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;

/** Supplies the value of a record component from the environment. */
public interface SettingSource<T> {

  /** The settings of {@code --help} that it reads, in their order. */
  default List<SettingDefinition<?>> definitions() {
    return List.of();
  }

  /**
   * @throws InvalidSettingException naming the setting and what is wrong with it
   */
  T read(Environment environment);

  /**
   * Names the source of a record component whose settings are not known to the compiler. The class
   * has a constructor without arguments.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  @interface ReadBy {
    Class<? extends SettingSource<?>> value();
  }
}
