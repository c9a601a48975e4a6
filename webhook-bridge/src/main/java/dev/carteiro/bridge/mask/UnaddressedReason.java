// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.mask;

import java.util.Locale;

/** Why a webhook has no instance; the text is a record header and a metric label. */
public enum UnaddressedReason {
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
  /** Contains an unpaired surrogate: encoded as UTF-8, it would equal the key of another name. */
  INSTANCE_NOT_WELL_FORMED,
  /** The instance, event, data or apikey occurs twice; readers could disagree on its value. */
  AMBIGUOUS,
  /** {@code gateway} in the URL is not valid; the default could reach another tenant. */
  INVALID_GATEWAY;

  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
