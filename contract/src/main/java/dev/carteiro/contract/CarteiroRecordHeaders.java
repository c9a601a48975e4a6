// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Names of Carteiro's record headers. Values are UTF-8 text; the last header of a name counts. */
public final class CarteiroRecordHeaders {
  /** When the bridge had read the body, in milliseconds since the epoch. */
  public static final String RECEIVED_AT = "carteiro-received-at";

  /** The posted path without any secret segment: {@code /webhooks/evolution/messages-upsert}. */
  public static final String INGEST_PATH = "carteiro-ingest-path";

  /** 32 hexadecimal digits that follow one webhook through log, topics and rows. */
  public static final String TRACE_ID = "carteiro-trace-id";

  /** {@link Sha256Fingerprint} of the body's masked apikey; absent when the body had none. */
  public static final String APIKEY_FINGERPRINT = "carteiro-apikey-fingerprint";

  /** Why the body names no instance; absent when it does. Such a record has no key. */
  public static final String UNADDRESSED = "carteiro-unaddressed";

  /** The dead letter that a redriven record came from; deduplication lets such a record pass. */
  public static final String REDRIVE = "carteiro-redrive";

  /** On a redriven record whose tenant was resolved: the one tenant that may receive it. */
  public static final String REDRIVE_TENANT = "carteiro-redrive-tenant";

  /** Names of the changed fields of a binding, comma-separated; absent when all are replaced. */
  public static final String CHANGED_FIELDS = "carteiro-changed-fields";

  private CarteiroRecordHeaders() {}

  public static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** All headers as text; one without a value becomes an empty text. */
  public static Map<String, String> texts(Headers headers) {
    Map<String, String> texts = new HashMap<>();
    for (Header header : headers) {
      texts.put(
          header.key(),
          header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
