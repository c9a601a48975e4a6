// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ClockReading;
import dev.carteiro.runtime.LogRateLimiter;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A clock that tells the brokers' time, and measures how far this machine's clock is off it. Every
 * 15 s it writes a {@link ClockReading} to {@link Topic#CLOCK}, and takes from the acknowledgement
 * when the broker appended it. Between two readings time advances by the machine's monotonic clock,
 * so that setting the wall clock does not move it. Before the first reading it tells the wall
 * clock's time.
 *
 * <p>The offset is the gauge {@code clock.offset.seconds}; while it is more than {@link
 * #TOLERATED}, a warning is logged once a minute. It is unknown, never 0, while there is no
 * reading.
 */
public final class BrokerClock extends Clock implements AutoCloseable {

  /** An offset above this is a fault; a synchronised clock stays far below it. */
  public static final Duration TOLERATED = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(BrokerClock.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Limit of an acknowledgement; a reading's error is up to half of its round trip. */
  private static final Duration ACKNOWLEDGEMENT_TIMEOUT = Duration.ofSeconds(8);

  /** A reading that took longer is used only while there is no other. */
  private static final Duration QUICK = Duration.ofSeconds(1);

  /** The offset is unknown after this time without a reading. */
  private static final Duration STALE = Duration.ofMinutes(2);

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final String role;
  private final Clock wallClock;
  private final LongSupplier nanos;
  private final LogRateLimiter warnings;
  private final PeriodicTask readings = new PeriodicTask("broker-clock", RETRY, this::takeReadings);
  private volatile BrokerTimeReading reading;

  /** The broker's time, its monotonic time, and the offset of the machine's clock. */
  private record BrokerTimeReading(long brokerMillis, long nanos, long offsetMillis) {}

  /** Creates the clock and its gauge; {@link #start} begins the readings. */
  public BrokerClock(KafkaSettings kafka, String role, Clock wallClock, MeterRegistry registry) {
    this(kafka, role, wallClock, System::nanoTime, registry);
  }

  BrokerClock(
      KafkaSettings kafka,
      String role,
      Clock wallClock,
      LongSupplier nanos,
      MeterRegistry registry) {
    this.kafka = kafka;
    this.role = role;
    this.wallClock = wallClock;
    this.nanos = nanos;
    this.warnings =
        new LogRateLimiter(this, count -> problem().ifPresent(text -> LOG.warn("{}", text)));
    Gauge.builder("clock.offset.seconds", this, BrokerClock::offsetSeconds)
        .tag("role", role)
        .description("How far the machine's clock is ahead of the brokers'; NaN while unknown")
        .strongReference(true)
        .register(registry);
  }

  public void start() {
    readings.start();
  }

  @Override
  public Instant instant() {
    BrokerTimeReading last = reading;
    return last == null
        ? wallClock.instant()
        : Instant.ofEpochMilli(last.brokerMillis()).plusNanos(nanos.getAsLong() - last.nanos());
  }

  /** How far this machine's clock is ahead of the brokers'; empty while unknown. */
  public Optional<Duration> offset() {
    return Optional.ofNullable(reading)
        .filter(last -> nanos.getAsLong() - last.nanos() <= STALE.toNanos())
        .map(last -> Duration.ofMillis(last.offsetMillis()));
  }

  /** A sentence when the offset is above {@link #TOLERATED}; empty otherwise. */
  Optional<String> problem() {
    return offset()
        .filter(offset -> offset.abs().compareTo(TOLERATED) > 0)
        .map(
            offset ->
                "this machine's clock is %.1f s %s the brokers': synchronise it (chrony, ntpd)"
                    .formatted(
                        offset.abs().toMillis() / 1000.0,
                        offset.isNegative() ? "behind" : "ahead of"));
  }

  private double offsetSeconds() {
    return offset().map(offset -> offset.toMillis() / 1000.0).orElse(Double.NaN);
  }

  /** Takes readings until closed; returns when Kafka or the topic is not available. */
  private void takeReadings() throws InterruptedException {
    try {
      if (exists()) {
        readUntilClosed();
      }
    } catch (KafkaException e) {
      // For instance a broker's host name that cannot be resolved yet.
      LOG.debug("the brokers cannot be asked for their time", e);
    }
  }

  /** Whether the topic exists: writing to an absent one could create it wrongly. */
  private boolean exists() throws InterruptedException {
    Map<String, Object> properties = KafkaClientProperties.common(kafka, "carteiro-clock-" + role);
    int timeout = (int) ACKNOWLEDGEMENT_TIMEOUT.toMillis();
    properties.put("default.api.timeout.ms", timeout);
    properties.put("request.timeout.ms", timeout);
    Admin admin = Admin.create(properties);
    try {
      admin.describeTopics(List.of(Topic.CLOCK.topicName())).allTopicNames().get();
      return true;
    } catch (ExecutionException e) {
      LOG.debug("the topic of the brokers' time is not there yet", e);
      return false;
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private void readUntilClosed() throws InterruptedException {
    Map<String, Object> properties =
        KafkaClientProperties.producer(kafka, "carteiro-clock-" + role);
    properties.put("max.block.ms", ACKNOWLEDGEMENT_TIMEOUT.toMillis());
    properties.put("delivery.timeout.ms", (int) ACKNOWLEDGEMENT_TIMEOUT.toMillis());
    properties.put("buffer.memory", 1024 * 1024L);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      boolean taken;
      do {
        taken = readOnce(producer);
      } while (!readings.pause(taken ? PAUSE : RETRY));
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private boolean readOnce(Producer<byte[], byte[]> producer) throws InterruptedException {
    Instant now = wallClock.instant();
    ClockReading message = new ClockReading(ClockReading.VERSION, role, host(), now);
    byte[] key = message.process().getBytes(StandardCharsets.UTF_8);
    long begin = nanos.getAsLong();
    try {
      // The record's own time is 0, and comes back when the broker does not stamp records.
      long appended =
          producer
              .send(
                  new ProducerRecord<>(Topic.CLOCK.topicName(), null, 0L, key, Json.write(message)))
              .get(ACKNOWLEDGEMENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
              .timestamp();
      return take(now, begin, nanos.getAsLong(), appended);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.debug("the broker does not tell its time", e);
      return false;
    }
  }

  /**
   * Takes a reading.
   *
   * @param wallClockTime this machine's clock when the record was sent
   * @param begin monotonic time when the record was sent, in ns
   * @param end monotonic time when it was acknowledged, in ns
   * @param brokerMillis timestamp of the record; not above 0 when the broker did not stamp it
   * @return false when the reading is of no use
   */
  boolean take(Instant ownTime, long begin, long end, long brokerMillis) {
    if (brokerMillis <= 0) {
      LOG.debug("the records of {} are not stamped by the broker", Topic.CLOCK.topicName());
      return false;
    }
    if (end - begin > QUICK.toNanos() && offset().isPresent()) {
      return false;
    }
    long half = (end - begin) / 2;
    long ownMillis = ownTime.toEpochMilli() + TimeUnit.NANOSECONDS.toMillis(half);
    reading = new BrokerTimeReading(brokerMillis, begin + half, ownMillis - brokerMillis);
    if (problem().isPresent()) {
      warnings.happened();
    }
    return true;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock tells instants, which have no zone");
  }

  @Override
  public void close() {
    readings.closeNow(CLOSE);
  }
}
