// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a setting. {@link Environment#bind} reads the value, and {@link
 * SettingDefinition#of} lists the setting for the command line.
 *
 * <p>The component's type decides how the text is read: {@code int}, {@code long}, {@code boolean},
 * {@code String}, {@code Duration} (ISO-8601), {@code Path}, {@code URI} (http or https; trailing
 * slashes are removed), an enum by its constant's name, {@code List} of these, separated by commas,
 * {@code Optional} of these. Any other type has a {@link #parser}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** Environment name, upper snake case. */
  String name();

  /**
   * The text that is used when none is given. Without one an {@code Optional} is absent and a
   * collection is empty; any other type is required.
   */
  String defaultValue() default "";

  /**
   * Least and greatest number or duration, {@code 1..100} or {@code PT1S..P7D}; {@code 1..} ends at
   * the greatest number of the type.
   */
  String range() default "";

  /** Least number of characters of a text, or of each text of a list. */
  int minLength() default 0;

  /**
   * Whether the value must never be printed; a secret may also be read from the file that {@code
   * NAME_FILE} names.
   */
  boolean secret() default false;

  /**
   * Whether the record, as an {@code Optional} component of another one, is absent without a value
   * of this setting, and requires its other settings beside one.
   */
  boolean groupKey() default false;

  /**
   * Name of a static method that takes the text, of this record, of the component's type or of one
   * of its type arguments. It throws {@link IllegalArgumentException} with what is wrong, never
   * with the value itself.
   */
  String parser() default "";
}
