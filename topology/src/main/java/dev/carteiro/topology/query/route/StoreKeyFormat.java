// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.route;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.topology.outbox.JobBatchView;
import dev.carteiro.topology.outbox.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.SendJobView;
import dev.carteiro.topology.outbox.timer.OutboxTimerView;
import dev.carteiro.topology.query.http.QueryProblemFactory;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.store.InstanceScopedKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The text format of the keys of a store, in both directions. Parts are separated by {@code |}; in
 * a part {@code %} is written as {@code %25} and {@code |} as {@code %7C}.
 */
enum StoreKeyFormat {
  INSTANCE("gateway/name") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      String instance = InstanceKey.parse(text).text();
      return exact(utf8(instance), KeyPartitioner.of(instance, partitions));
    }

    @Override
    String show(byte[] key) {
      return text(key);
    }
  },

  WITHIN_INSTANCE("gateway/name|identifier") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      String[] parts = text.split("\\|", 2);
      String instance = InstanceKey.parse(plain(parts[0])).text();
      int partition = KeyPartitioner.of(instance, partitions);
      return parts.length == 1 || parts[1].isEmpty()
          ? bound(InstanceScopedKey.of(instance, ""), partition)
          : exact(InstanceScopedKey.of(instance, plain(parts[1])), partition);
    }

    @Override
    String show(byte[] key) {
      InstanceScopedKey.ScopedKeyParts parts = InstanceScopedKey.split(key);
      return escaped(parts.instance()) + "|" + escaped(parts.identifier());
    }
  },

  JOB("the job's id") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      return JobIdFormat.parse(text)
          .filter(id -> id.kind() != JobIdFormat.JobIdKind.BATCH && id.partition() < partitions)
          .flatMap(id -> exact(SendJobView.key(text), id.partition()));
    }

    @Override
    String show(byte[] key) {
      return afterLength(key);
    }
  },

  BATCH("the batch's id") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      return JobIdFormat.parse(text)
          .filter(id -> id.kind() == JobIdFormat.JobIdKind.BATCH && id.partition() < partitions)
          .flatMap(id -> exact(JobBatchView.key(text), id.partition()));
    }

    @Override
    String show(byte[] key) {
      return afterLength(key);
    }
  },

  SCHEDULE("tenant|time, for from and to") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      String[] parts = text.split("\\|", 2);
      if (!TenantRecord.isTenantId(parts[0])) {
        return Optional.empty();
      }
      Instant at = parts.length == 1 ? Instant.EPOCH : Instant.parse(parts[1]);
      return bound(ScheduleIndexEntry.bound(parts[0], at), EVERYWHERE);
    }

    @Override
    String show(byte[] key) {
      ScheduleIndexEntry entry = ScheduleIndexEntry.ofKey(key);
      return entry.tenantId() + "|" + entry.scheduledFor() + "|" + entry.jobId();
    }
  },

  TIMER("time, for from and to") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      return bound(OutboxTimerView.from(Instant.parse(text)), EVERYWHERE);
    }

    @Override
    String show(byte[] key) {
      OutboxTimerView timer = OutboxTimerView.decode(key);
      return timer.dueAt() + "|" + timer.kind() + "|" + escaped(timer.id());
    }
  },

  STATS("tenant|time, for from and to") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      String[] parts = text.split("\\|", 2);
      if (!TenantRecord.isTenantId(parts[0])) {
        return Optional.empty();
      }
      Instant at = parts.length == 1 ? Instant.EPOCH : Instant.parse(parts[1]);
      return bound(StatsKey.bound(parts[0], at.toEpochMilli()), EVERYWHERE);
    }

    @Override
    String show(byte[] key) {
      StatsKey parts = StatsKey.decode(key);
      return parts.tenantId()
          + "|"
          + Instant.ofEpochMilli(parts.windowMs())
          + "|"
          + escaped(parts.instance())
          + "|"
          + parts.kind().name().toLowerCase(Locale.ROOT);
    }
  },

  TENANT("the tenant's id") {
    @Override
    Optional<ParsedStoreKey> read(String text, int partitions) {
      return TenantRecord.isTenantId(text)
          ? exact(utf8(text), KeyPartitioner.of(text, partitions))
          : Optional.empty();
    }

    @Override
    String show(byte[] key) {
      return text(key);
    }
  };

  /** The key does not tell its partition. */
  static final int EVERYWHERE = -1;

  private final String form;

  /**
   * A parsed key.
   *
   * @param exact whether it is the key of one entry; otherwise it is only a bound of a range
   * @param partition the partition that holds it; {@link #EVERYWHERE} if any may
   */
  record ParsedStoreKey(byte[] key, boolean exact, int partition) {}

  StoreKeyFormat(String form) {
    this.form = form;
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
      return read(text, partitions).orElseThrow(() -> QueryProblemFactory.invalidKey(form));
    } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
      throw QueryProblemFactory.invalidKey(form);
    }
  }

  abstract Optional<ParsedStoreKey> read(String text, int partitions);

  /** Formats a key of the store. */
  abstract String show(byte[] key);

  private static Optional<ParsedStoreKey> exact(byte[] key, int partition) {
    return Optional.of(new ParsedStoreKey(key, true, partition));
  }

  private static Optional<ParsedStoreKey> bound(byte[] key, int partition) {
    return Optional.of(new ParsedStoreKey(key, false, partition));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  private static String afterLength(byte[] key) {
    int head = 1 + Short.BYTES;
    return new String(key, head, key.length - head, StandardCharsets.UTF_8);
  }

  private static String escaped(String part) {
    return part.replace("%", "%25").replace("|", "%7C");
  }

  private static String plain(String part) {
    return part.replace("%7C", "|").replace("%7c", "|").replace("%25", "%");
  }
}
