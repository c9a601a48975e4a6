// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.Locale;

/**
 * Why a webhook could not be given to an instance. Its text stands in the record's header and in a
 * metric's label.
 */
enum Unaddressed {
  EMPTY_BODY,
  /** UTF-16, UTF-32 or bytes that are no text at all. */
  NOT_UTF8,
  /** Malformed, truncated, nested too deep, or followed by more than white space. */
  NOT_JSON,
  NOT_AN_OBJECT,
  MISSING_INSTANCE,
  INSTANCE_NOT_TEXT,
  INSTANCE_EMPTY,
  INSTANCE_TOO_LONG,
  /** Holds half of a surrogate pair: as UTF-8 it would become the same key as another name. */
  INSTANCE_NOT_WELL_FORMED,
  /** A field that decides whose the webhook is stands there twice: readers could disagree on it. */
  AMBIGUOUS,
  /**
   * The URL's {@code gateway} is no gateway name. Taking the default one could reach another
   * tenant.
   */
  INVALID_GATEWAY;

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
