// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.web;

import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.MeasurementSample.MeasurementSampleBuilder;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.load.HttpLoadGenerator;
import dev.carteiro.bench.load.HttpLoadGenerator.HttpLoadResult;
import dev.carteiro.bench.load.HttpRequestSource;
import dev.carteiro.bench.load.NumberedRequestSource;
import dev.carteiro.bench.load.WebhookBodyFactory;
import dev.carteiro.bench.load.WebhookMixGenerator;
import dev.carteiro.bench.service.BenchmarkInstanceBinder;
import dev.carteiro.bench.service.StandaloneProcess;
import dev.carteiro.bench.watch.CommittedOffsetWatcher;
import dev.carteiro.bench.watch.MessageJourneyTracker;
import dev.carteiro.bench.watch.TopicMessageWatcher;
import dev.carteiro.contract.Topic;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * {@code up} with a usual customer's load: {@value #WEBHOOKS} webhooks a second of {@value
 * #INSTANCES} numbers in a day's mix, and {@value #SENDS} messages a second to send, whose echoes
 * and statuses come back as webhooks of a stand-in for Evolution in this JVM. Each {@value
 * #PROBE_EVERY}th webhook is a text whose way to its committed row is measured.
 */
final class SoakSubject implements AutoCloseable {
  static final int INSTANCES = 300;
  static final int WEBHOOKS = 200;
  static final int SENDS = 30;

  private static final int PROBE_EVERY = 10;
  private static final int PROBE_BYTES = 1024;
  private static final int CONNECTIONS = 32;
  private static final int RATE_PER_MINUTE = 30;
  private static final String CREDENTIAL = "fake";
  private static final String PATH = "/webhooks/evolution";
  private static final String OFFSETS =
      "SELECT partition, next_offset FROM sink_offset WHERE topic = '%s'"
          .formatted(Topic.MESSAGE.topicName());

  private final EvolutionFakeServer fake;
  private final StandaloneProcess up;
  private final WebhookMixGenerator mix = WebhookMixGenerator.day(INSTANCES);
  private final NumberedRequestSource probes =
      new NumberedRequestSource(
          PATH,
          IntStream.range(0, WebhookBodyFactory.INSTANCES).mapToObj(SoakSubject::probe).toList(),
          0);
  private final Set<String> delivered = new HashSet<>();
  private int looked;
  private long requests;
  private long accepted;
  private long sent;

  private SoakSubject(EvolutionFakeServer fake, StandaloneProcess up) {
    this.fake = fake;
    this.up = up;
  }

  /** Starts it, and binds and connects all numbers. */
  static SoakSubject start(BenchmarkRunContext context) throws ContenderUnavailableException {
    EvolutionFakeServer fake = EvolutionFakeServer.start();
    try {
      StandaloneProcess up =
          StandaloneProcess.start(
              context.root(),
              context.fresh("up"),
              context.fresh("up.log"),
              Map.of("SENDER_CREDENTIALS", CREDENTIAL + "=" + fake.apiKey()));
      SoakSubject subject = new SoakSubject(fake, up);
      subject.bindInstances();
      return subject;
    } catch (ContenderUnavailableException | RuntimeException e) {
      fake.close();
      throw e;
    }
  }

  private void bindInstances() {
    BenchmarkInstanceBinder binder = new BenchmarkInstanceBinder(up.address(), up.adminKey());
    for (int n = 0; n < INSTANCES; n++) {
      fake.addInstance(instance(n), "token-" + n, "5511977%06d@s.whatsapp.net".formatted(n));
      binder.bind(
          instance(n),
          Map.of(
              "evolutionUrls",
              List.of(fake.url()),
              "credential",
              CREDENTIAL,
              "ratePerMinute",
              RATE_PER_MINUTE));
    }
    fake.defaultWebhook("http://127.0.0.1:" + up.address().getPort() + PATH);
    IntStream.range(0, INSTANCES).forEach(n -> fake.connect(instance(n)));
  }

  /** Measures what it takes without any load. */
  MeasurementSample atRest(Duration time) {
    MeasurementSampleBuilder sample = new MeasurementSampleBuilder();
    withProcesses(time, sample, () -> sleep(time));
    return sample.build();
  }

  /** Measures it under the load. */
  MeasurementSample loaded(Duration time) {
    MeasurementSampleBuilder sample = new MeasurementSampleBuilder();
    long first = probes.sent();
    MessageJourneyTracker journeys =
        new MessageJourneyTracker(
            first, Math.toIntExact(WEBHOOKS * (time.toSeconds() + 1) / PROBE_EVERY));
    try (TopicMessageWatcher topic =
            TopicMessageWatcher.open(
                up.kafka(), Topic.MESSAGE.topicName(), WebhookBodyFactory.ID_PREFIX, journeys);
        CommittedOffsetWatcher rows = CommittedOffsetWatcher.open(up.connect(), OFFSETS)) {
      withProcesses(time, sample, () -> post(time, sample, journeys));
      MessageArrivalTimes arrivals = new MessageArrivalTimes(journeys, rows, first, probes.sent());
      arrivals.await();
      topic.check();
      Histogram latencies = arrivals.latencies(sample);
      sample
          .put(BenchmarkMetric.P50_MS, latencies.getValueAtPercentile(50) / 1e6)
          .put(BenchmarkMetric.P99_MS, latencies.getValueAtPercentile(99) / 1e6);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot look for rows", e);
    }
    lookAtDeliveries(sample);
    return sample.build();
  }

  /** Processor time while something is done, and memory and open files at its end. */
  private void withProcesses(Duration time, MeasurementSampleBuilder sample, Runnable work) {
    ProcessMeter all = new ProcessMeter(List.of(up.handle(), up.postgresHandle()));
    ProcessMeter postgres = new ProcessMeter(List.of(up.postgresHandle()));
    long before = all.cpuMicros();
    work.run();
    double used = all.cpuMicros() - before;
    double storeMemory = postgres.residentMb();
    sample
        .put(
            BenchmarkMetric.CPU_PERCENT, 100 * used / TimeUnit.NANOSECONDS.toMicros(time.toNanos()))
        .put(BenchmarkMetric.MEMORY_MB, all.residentMb() - storeMemory)
        .put(BenchmarkMetric.STORE_MEMORY_MB, storeMemory)
        .put(BenchmarkMetric.OPEN_FILES, all.openFiles());
  }

  private void post(
      Duration time, MeasurementSampleBuilder sample, MessageJourneyTracker journeys) {
    CompletableFuture<HttpLoadResult> sends =
        CompletableFuture.supplyAsync(() -> load(this::nextSend, time, SENDS));
    HttpLoadResult webhooks = load(meantFor -> nextWebhook(meantFor, journeys), time, WEBHOOKS);
    HttpLoadResult commands = sends.join();
    accepted += commands.latencies().getTotalCount() - commands.unanswered();
    sample.put(BenchmarkMetric.RATE, webhooks.perSecond() + commands.perSecond());
    webhooks.remarks().forEach(sample::remark);
    commands.remarks().forEach(remark -> sample.remark("sends: " + remark));
  }

  private HttpLoadResult load(HttpRequestSource source, Duration time, int perSecond) {
    try {
      return new HttpLoadGenerator(up.address(), CONNECTIONS, source).paced(time, perSecond);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] nextWebhook(long meantFor, MessageJourneyTracker journeys) {
    if (requests++ % PROBE_EVERY == 0) {
      journeys.leaves(probes.sent(), meantFor);
      return probes.next(meantFor);
    }
    return request(PATH, "", mix.next().body());
  }

  private byte[] nextSend(long meantFor) {
    long number = sent++;
    String body =
        """
        {"instanceName":"%s","phoneNumber":"55119%08d","message":"pedido %d"}\
        """
            .formatted(instance((int) (number % INSTANCES)), 66_000_000 + number % 100_000, number);
    return request(
        "/api/whatsapp/send-message",
        "Authorization: Bearer " + up.adminKey() + "\r\n",
        body.getBytes(StandardCharsets.UTF_8));
  }

  /** Says when a message was delivered twice, or more than a second's are late. */
  private void lookAtDeliveries(MeasurementSampleBuilder sample) {
    long twice = 0;
    // By their order: requests do not end in the order in which they began.
    List<DeliveredMessage> all = fake.delivered();
    for (DeliveredMessage message : all.subList(looked, all.size())) {
      twice += delivered.add(message.content()) ? 0 : 1;
    }
    looked = all.size();
    long missing = accepted - delivered.size();
    if (missing > SENDS) {
      sample.remark(missing + " of " + accepted + " sends not delivered yet");
    }
    if (twice > 0) {
      sample.remark(twice + " delivered twice");
    }
  }

  private static byte[] request(String path, String header, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, header, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static String instance(int n) {
    return "n" + n;
  }

  private static String probe(int n) {
    return WebhookBodyFactory.texts(PROBE_BYTES)
        .get(n)
        .replace(WebhookBodyFactory.instance(n), instance(n));
  }

  private static void sleep(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    up.close();
    fake.close();
  }
}
