// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ClockReading;
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
import java.util.concurrent.CountDownLatch;
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
 * The brokers' time, and how far this machine's clock is off it. Every 15 s a {@link ClockReading}
 * goes to {@link Topic#CLOCK}, and its acknowledgement says when the broker appended it. Between,
 * time goes on by the machine's monotonic clock, so that setting the wall clock does not move it.
 * Before the first acknowledgement it is the wall clock.
 *
 * <p>The offset is the gauge {@code clock.offset.seconds}, and a warning once a minute when it is
 * more than {@link #TOLERATED}. It is unknown, never 0, while nobody tells the brokers' time.
 */
public final class BrokerClock extends Clock implements AutoCloseable {

  /** Off by more than this, a clock is in need of repair; no synchronised clock comes near it. */
  public static final Duration TOLERATED = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(BrokerClock.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** An acknowledgement after more than this could be off by half of it, and so says nothing. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** A slower answer is only taken when there is no newer one. */
  private static final Duration QUICK = Duration.ofSeconds(1);

  /** Without a reading for this long, the offset is unknown again. */
  private static final Duration STALE = Duration.ofMinutes(2);

  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final String role;
  private final Clock own;
  private final LongSupplier nanos;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Occasionally warnings;
  private final Thread thread = new Thread(this::run, "broker-clock");
  private volatile Reading reading;

  /** What the broker's clock said, when by the monotonic clock, and how far the machine's was. */
  private record Reading(long brokerMillis, long nanos, long offsetMillis) {}

  /**
   * @param role the process's role, for the metric and the record
   * @param own this machine's clock
   */
  public BrokerClock(KafkaSettings kafka, String role, Clock own, MeterRegistry registry) {
    this(kafka, role, own, System::nanoTime, registry);
  }

  BrokerClock(
      KafkaSettings kafka, String role, Clock own, LongSupplier nanos, MeterRegistry registry) {
    this.kafka = kafka;
    this.role = role;
    this.own = own;
    this.nanos = nanos;
    this.warnings =
        new Occasionally(this, count -> problem().ifPresent(text -> LOG.warn("{}", text)));
    thread.setDaemon(true);
    Gauge.builder("clock.offset.seconds", this, BrokerClock::offsetSeconds)
        .tag("role", role)
        .description("How far the machine's clock is ahead of the brokers'; NaN while unknown")
        .strongReference(true)
        .register(registry);
  }

  /** Asks from now on. Kafka need not be there yet. */
  public void start() {
    thread.start();
  }

  @Override
  public Instant instant() {
    Reading last = reading;
    return last == null
        ? own.instant()
        : Instant.ofEpochMilli(last.brokerMillis()).plusNanos(nanos.getAsLong() - last.nanos());
  }

  /** How far this machine's clock is ahead of the brokers'; empty while unknown. */
  public Optional<Duration> offset() {
    return Optional.ofNullable(reading)
        .filter(last -> nanos.getAsLong() - last.nanos() <= STALE.toNanos())
        .map(last -> Duration.ofMillis(last.offsetMillis()));
  }

  /** What is wrong with this machine's clock; empty when nothing is known to be. */
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

  private void run() {
    try {
      do {
        tryToAsk();
      } while (!closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks until closed; returns where Kafka, or the topic, is not there yet. */
  private void tryToAsk() throws InterruptedException {
    try {
      if (exists()) {
        ask();
      }
    } catch (KafkaException e) {
      // Such as a broker whose name is not known yet.
      LOG.debug("the brokers cannot be asked for their time", e);
    }
  }

  /** Writing to an absent topic could make it, with the wrong settings; so this is asked first. */
  private boolean exists() throws InterruptedException {
    Map<String, Object> properties = KafkaClients.common(kafka, "carteiro-clock-" + role);
    int patience = (int) PATIENCE.toMillis();
    properties.put("default.api.timeout.ms", patience);
    properties.put("request.timeout.ms", patience);
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

  private void ask() throws InterruptedException {
    Map<String, Object> properties = KafkaClients.producer(kafka, "carteiro-clock-" + role);
    properties.put("max.block.ms", PATIENCE.toMillis());
    properties.put("delivery.timeout.ms", (int) PATIENCE.toMillis());
    properties.put("buffer.memory", 1024 * 1024L);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      boolean told;
      do {
        told = askOnce(producer);
      } while (!closing.await((told ? PAUSE : RETRY).toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      producer.close(Duration.ZERO);
    }
  }

  private boolean askOnce(Producer<byte[], byte[]> producer) throws InterruptedException {
    Instant now = own.instant();
    ClockReading said = new ClockReading(ClockReading.VERSION, role, host(), now);
    byte[] key = said.process().getBytes(StandardCharsets.UTF_8);
    long begin = nanos.getAsLong();
    try {
      // Its own time is 0, and comes back where the topic's records are not stamped by the broker.
      long appended =
          producer
              .send(new ProducerRecord<>(Topic.CLOCK.topicName(), null, 0L, key, Json.write(said)))
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .timestamp();
      return take(now, begin, nanos.getAsLong(), appended);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.debug("the broker does not tell its time", e);
      return false;
    }
  }

  /**
   * Takes what the broker said.
   *
   * @param ownTime this machine's clock when it was asked
   * @return false when it says nothing of the brokers' time
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
    reading = new Reading(brokerMillis, begin + half, ownMillis - brokerMillis);
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
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
