// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a {@link Setting} for {@code --help}: one sentence, with unit and range. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface HelpText {
  String value();
}
