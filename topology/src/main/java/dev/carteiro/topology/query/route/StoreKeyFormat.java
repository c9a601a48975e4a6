// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.timer.OutboxTimerView;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The text format of the keys of a store, in both directions. Parts are separated by {@code |}; in
 * a part {@code %} is written as {@code %25} and {@code |} as {@code %7C}.
 */
enum StoreKeyFormat {
  INSTANCE(
      "gateway/name",
      (text, partitions) -> {
        String instance = InstanceKey.parse(text).text();
        return exact(utf8(instance), KeyPartitioner.of(instance, partitions));
      },
      key -> text(key, 0)),

  WITHIN_INSTANCE(
      "gateway/name|identifier",
      (text, partitions) -> {
        String[] parts = text.split("\\|", 2);
        String instance = InstanceKey.parse(plain(parts[0])).text();
        int partition = KeyPartitioner.of(instance, partitions);
        return parts.length == 1 || parts[1].isEmpty()
            ? new ParsedStoreKey(InstanceScopedKey.of(instance, ""), false, partition)
            : exact(InstanceScopedKey.of(instance, plain(parts[1])), partition);
      },
      key -> {
        InstanceScopedKey.ScopedKeyParts parts = InstanceScopedKey.split(key);
        return escaped(parts.instance()) + "|" + escaped(parts.identifier());
      }),

  JOB("the job's id", (text, partitions) -> id(text, partitions, false), StoreKeyFormat::showId),

  BATCH("the batch's id", (text, partitions) -> id(text, partitions, true), StoreKeyFormat::showId),

  SCHEDULE(
      "tenant|time, for from and to",
      (text, partitions) -> tenantTime(text, ScheduleIndexEntry::bound),
      key -> {
        ScheduleIndexEntry entry = ScheduleIndexEntry.ofKey(key);
        return entry.tenantId() + "|" + entry.scheduledFor() + "|" + entry.jobId();
      }),

  TIMER(
      "time, for from and to",
      (text, partitions) -> bound(OutboxTimerView.from(Instant.parse(text))),
      key -> {
        OutboxTimerView timer = OutboxTimerView.decode(key);
        return timer.dueAt() + "|" + timer.kind() + "|" + escaped(timer.id());
      }),

  STATS(
      "tenant|time, for from and to",
      (text, partitions) ->
          tenantTime(text, (tenant, at) -> StatsKey.bound(tenant, at.toEpochMilli())),
      key -> {
        StatsKey parts = StatsKey.decode(key);
        return parts.tenantId()
            + "|"
            + Instant.ofEpochMilli(parts.windowMs())
            + "|"
            + escaped(parts.instance())
            + "|"
            + parts.kind().name().toLowerCase(Locale.ROOT);
      }),

  TENANT(
      "the tenant's id",
      (text, partitions) -> exact(utf8(tenant(text)), KeyPartitioner.of(text, partitions)),
      key -> text(key, 0));

  /** The key does not tell its partition. */
  static final int EVERYWHERE = -1;

  private final String form;
  private final BiFunction<String, Integer, ParsedStoreKey> parser;
  private final Function<byte[], String> formatter;

  /**
   * A parsed key.
   *
   * @param exact whether it is the key of one entry; otherwise it is only a bound of a range
   * @param partition the partition that holds it; {@link #EVERYWHERE} if any may
   */
  record ParsedStoreKey(byte[] key, boolean exact, int partition) {}

  StoreKeyFormat(
      String form,
      BiFunction<String, Integer, ParsedStoreKey> parser,
      Function<byte[], String> formatter) {
    this.form = form;
    this.parser = parser;
    this.formatter = formatter;
  }

  /** A description of the format, as the API shows it. */
  String form() {
    return form;
  }

  /**
   * Parses a key.
   *
   * @throws dev.carteiro.runtime.http.HttpProblemException INVALID_KEY if the text is not a key in
   *     this format
   */
  ParsedStoreKey parse(String text, int partitions) {
    try {
      return parser.apply(text, partitions);
    } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
      throw QueryProblemFactory.invalidKey(form);
    }
  }

  String show(byte[] key) {
    return formatter.apply(key);
  }

  private static ParsedStoreKey id(String text, int partitions, boolean batch) {
    JobIdFormat.ParsedJobId id =
        JobIdFormat.parse(text)
            .filter(parsed -> (parsed.kind() == JobIdFormat.JobIdKind.BATCH) == batch)
            .filter(parsed -> parsed.partition() < partitions)
            .orElseThrow(IllegalArgumentException::new);
    return exact(batch ? OutboxKeyCodec.batch(text) : OutboxKeyCodec.job(text), id.partition());
  }

  private static ParsedStoreKey tenantTime(String text, BiFunction<String, Instant, byte[]> key) {
    String[] parts = text.split("\\|", 2);
    Instant at = parts.length == 1 ? Instant.EPOCH : Instant.parse(parts[1]);
    return bound(key.apply(tenant(parts[0]), at));
  }

  private static String tenant(String id) {
    if (!TenantRecord.isTenantId(id)) {
      throw new IllegalArgumentException("no tenant id");
    }
    return id;
  }

  private static ParsedStoreKey exact(byte[] key, int partition) {
    return new ParsedStoreKey(key, true, partition);
  }

  private static ParsedStoreKey bound(byte[] key) {
    return new ParsedStoreKey(key, false, EVERYWHERE);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An id comes after the kind of the entry and the length of the id. */
  private static String showId(byte[] key) {
    return text(key, 1 + Short.BYTES);
  }

  private static String text(byte[] key, int from) {
    return new String(key, from, key.length - from, StandardCharsets.UTF_8);
  }

  private static String escaped(String part) {
    return part.replace("%", "%25").replace("|", "%7C");
  }

  private static String plain(String part) {
    return part.replace("%7C", "|").replace("%7c", "|").replace("%25", "%");
  }
}
