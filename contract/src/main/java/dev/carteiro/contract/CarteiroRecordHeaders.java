// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Names of Carteiro's record headers, and methods to read and write them. All values are UTF-8
 * text. When a name occurs more than once, the last header counts.
 */
public final class CarteiroRecordHeaders {
  /** When the bridge had read the body, in milliseconds since the epoch. */
  public static final String RECEIVED_AT = "carteiro-received-at";

  /**
   * The path that the webhook was posted to, without any secret segment, e.g. {@code
   * /webhooks/evolution/messages-upsert}.
   */
  public static final String INGEST_PATH = "carteiro-ingest-path";

  /** 32 hexadecimal digits that follow one webhook through log, topics and rows. */
  public static final String TRACE_ID = "carteiro-trace-id";

  /**
   * {@link Sha256Fingerprint} of the body's apikey, which itself is masked; absent when the body
   * had none.
   */
  public static final String APIKEY_FINGERPRINT = "carteiro-apikey-fingerprint";

  /**
   * Why the bridge could not find an instance in the body; absent when it could. Such a record has
   * no key.
   */
  public static final String UNADDRESSED = "carteiro-unaddressed";

  /**
   * Set by a redrive: deduplication lets the record pass. The value names the dead letter it came
   * from.
   */
  public static final String REDRIVE = "carteiro-redrive";

  /**
   * Set by a redrive of a dead letter whose tenant was resolved. Only this tenant may receive the
   * record, even if the instance belongs to another tenant now.
   */
  public static final String REDRIVE_TENANT = "carteiro-redrive-tenant";

  /**
   * On a change of an instance's binding: the names of the changed fields, separated by commas;
   * absent when the record replaces the whole binding.
   */
  public static final String CHANGED_FIELDS = "carteiro-changed-fields";

  private CarteiroRecordHeaders() {}

  /** The text of the last header of that name. */
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

  /** The UTF-8 bytes of a header's text. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
