// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.BridgeRole;
import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.runtime.MeterRegistryFactory;
import dev.carteiro.runtime.kafka.ObservableTopicView;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A running bridge on a random port whose Kafka is a {@link MockProducer}, and a client of it. */
public final class BridgeHarness implements AutoCloseable {
  public static final String ADMIN_KEY = "ck_test-admin-key-0123456789";

  public final BlockingQueue<MockKafkaProducer> producers = new LinkedBlockingQueue<>();
  public final PrometheusMeterRegistry metrics = MeterRegistryFactory.registry();
  public final BridgeRole role;
  public final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final List<ProducerRecord<String, byte[]>> written = new ArrayList<>();
  private final List<BiConsumer<String, ConsumerRecord<String, byte[]>>> listeners =
      new CopyOnWriteArrayList<>();
  private final boolean acknowledging;
  private volatile Function<ControlCommand, CommandReply> answering;
  private volatile Consumer<CommandReply> replies;
  private boolean closed;

  /** A producer that tells when it was given a record, and keeps what it was given. */
  public final class MockKafkaProducer extends MockProducer<String, byte[]> {
    final BlockingQueue<ProducerRecord<String, byte[]>> sent = new LinkedBlockingQueue<>();

    MockKafkaProducer() {
      super(cluster(), acknowledging, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<String, byte[]> message, Callback callback) {
      synchronized (written) {
        written.add(message);
      }
      Future<RecordMetadata> future =
          super.send(
              message,
              (metadata, failure) -> {
                if (failure == null) {
                  told(message, metadata);
                }
                if (callback != null) {
                  callback.onCompletion(metadata, failure);
                }
              });
      sent.add(message);
      replied(message);
      return future;
    }
  }

  private void told(ProducerRecord<String, byte[]> message, RecordMetadata metadata) {
    listeners.forEach(
        listener ->
            listener.accept(
                message.topic() + "/" + message.key(),
                new ConsumerRecord<>(
                    message.topic(),
                    metadata.partition(),
                    metadata.offset(),
                    ConsumerRecord.NO_TIMESTAMP,
                    TimestampType.NO_TIMESTAMP_TYPE,
                    ConsumerRecord.NULL_SIZE,
                    ConsumerRecord.NULL_SIZE,
                    message.key(),
                    message.value(),
                    message.headers(),
                    Optional.empty())));
  }

  private BridgeHarness(
      boolean acknowledging, Map<String, String> environment, BridgeKafkaClients access) {
    this(acknowledging, environment, access, Clock.systemUTC(), Duration.ofSeconds(60));
  }

  private BridgeHarness(
      boolean acknowledging,
      Map<String, String> environment,
      BridgeKafkaClients access,
      Clock clock,
      Duration longest) {
    this.acknowledging = acknowledging;
    Map<String, String> all =
        new HashMap<>(Map.of("BRIDGE_PORT", "0", "BOOTSTRAP_ADMIN_KEY", ADMIN_KEY));
    all.putAll(environment);
    BridgeSettings settings = new Environment(all).bind(BridgeSettings.class);
    this.role =
        new BridgeRole(
            settings,
            metrics,
            clock,
            access == null
                ? new BridgeKafkaClients(
                    () -> {}, factory(), directory(), new ScriptedReplySource())
                : access,
            longest);
    try {
      role.start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** A bridge whose Kafka acknowledges everything at once. */
  public static BridgeHarness acknowledging(Map<String, String> environment) {
    return new BridgeHarness(true, environment, null);
  }

  /** A bridge whose Kafka acknowledges everything at once, with a clock of its own. */
  public static BridgeHarness at(Clock clock, Map<String, String> environment) {
    return new BridgeHarness(true, environment, null, clock, Duration.ofSeconds(60));
  }

  /** A bridge that waits for nothing longer than this; its Kafka acknowledges by hand. */
  public static BridgeHarness impatient(Duration longest) {
    return new BridgeHarness(false, Map.of(), null, Clock.systemUTC(), longest);
  }

  /** A bridge whose Kafka acknowledges when the test says so. */
  public static BridgeHarness byHand(Map<String, String> environment) {
    return new BridgeHarness(false, environment, null);
  }

  /** A bridge whose Kafka cannot be reached in the way the runnable throws. */
  public static BridgeHarness unreachable(Runnable provision) {
    return new BridgeHarness(
        true,
        Map.of(),
        new BridgeKafkaClients(
            provision,
            () -> null,
            new BridgeTopicViews(
                new UnreadTopicView<>(), new UnreadTopicView<>(), new UnreadTopicView<>()),
            new UnreachableReplySource()));
  }

  private Supplier<Producer<String, byte[]>> factory() {
    return () -> {
      MockKafkaProducer mock = new MockKafkaProducer();
      producers.add(mock);
      return mock;
    };
  }

  private BridgeTopicViews directory() {
    return new BridgeTopicViews(
        new WrittenTopicView<>(Topic.INSTANCE, InstanceBinding.class),
        new WrittenTopicView<>(Topic.TENANT, TenantRecord.class),
        new WrittenTopicView<>(Topic.API_KEY, ApiKeyRecord.class));
  }

  /** Lets the topology answer every command from now on; null for not at all. */
  public void replying(Function<ControlCommand, CommandReply> topology) {
    answering = topology;
  }

  /** A reply comes now, to whoever waits for it. */
  public void reply(CommandReply reply) {
    replies.accept(reply);
  }

  private void replied(ProducerRecord<String, byte[]> message) {
    Function<ControlCommand, CommandReply> topology = answering;
    Consumer<CommandReply> listener = replies;
    if (topology == null || listener == null || !isCommand(message)) {
      return;
    }
    try {
      if (Json.read(message.value(), OutboxCommand.class) instanceof ControlCommand command) {
        CommandReply reply = topology.apply(command);
        if (reply != null) {
          listener.accept(reply);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCommand(ProducerRecord<String, byte[]> message) {
    return message.topic().equals(Topic.SEND_MESSAGE.topicName())
        || message.topic().equals(Topic.SCHEDULE_MESSAGE.topicName());
  }

  /** The producer in use. */
  public MockKafkaProducer producer() {
    MockKafkaProducer first = producers.peek();
    if (first == null) {
      throw new IllegalStateException("no producer was made");
    }
    return first;
  }

  /** Lets Kafka acknowledge whatever comes until an action is over. */
  public <T> T acknowledgingAll(Supplier<T> action) {
    CompletableFuture<T> result = CompletableFuture.supplyAsync(action);
    while (!result.isDone()) {
      producer().completeNext();
      Thread.onSpinWait();
    }
    producer().sent.clear();
    return result.join();
  }

  /** Waits for the next record that the bridge gives to Kafka. */
  public ProducerRecord<String, byte[]> nextSent() throws InterruptedException {
    ProducerRecord<String, byte[]> next = producer().sent.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was sent");
    }
    return next;
  }

  /** Everything given to Kafka for a topic. */
  public List<ProducerRecord<String, byte[]>> written(Topic topic) {
    synchronized (written) {
      return written.stream().filter(message -> message.topic().equals(topic.topicName())).toList();
    }
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + role.port() + path));
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(
        with(request(path), headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /** Posts a webhook. */
  public HttpResponse<String> post(byte[] body) {
    return send(
        request("/webhooks/evolution").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  public CompletableFuture<HttpResponse<String>> postAsync(String path, String body) {
    return client.sendAsync(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** An API request with the admin key, or with another. */
  public HttpResponse<String> api(String method, String path, String body, String... key) {
    String bearer = key.length == 0 ? ADMIN_KEY : key[0];
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    return send(
        request(path)
            .header("Authorization", "Bearer " + bearer)
            .method(method, publisher)
            .build());
  }

  /** An API request with a key and further headers. */
  public HttpResponse<String> api(
      String method, String path, String body, String key, Map<String, String> headers) {
    HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + key);
    headers.forEach(request::header);
    return send(request.method(method, HttpRequest.BodyPublishers.ofString(body)).build());
  }

  /** Makes a tenant, an instance of it for each name, and a key of it; the key's text. */
  public String tenant(String id, String role, String... instances) {
    expect(201, api("PUT", "/api/tenants/" + id, "{}"));
    for (String instance : instances) {
      expect(201, api("PUT", "/api/instances/" + instance, "{\"tenantId\":\"" + id + "\"}"));
    }
    return key(id, role);
  }

  /** Makes a key of a tenant; its text. */
  public String key(String tenant, String role) {
    String request =
        "{\"role\":\"%s\",\"tenantId\":\"%s\",\"name\":\"app\"}".formatted(role, tenant);
    return json(expect(201, api("POST", "/api/keys", request))).get("secret").textValue();
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  public static JsonNode json(HttpResponse<String> answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static String header(ProducerRecord<String, byte[]> message, String name) {
    return CarteiroRecordHeaders.text(message.headers(), name).orElse(null);
  }

  private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static Cluster cluster() {
    Node node = new Node(1, "127.0.0.1", 1);
    List<PartitionInfo> partitions = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      for (int partition = 0; partition < topic.partitions(12); partition++) {
        partitions.add(
            new PartitionInfo(
                topic.topicName(), partition, node, new Node[] {node}, new Node[] {node}));
      }
    }
    return new Cluster("test", List.of(node), partitions, Set.of(), Set.of());
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      role.close();
      metrics.close();
    }
  }

  /** Replies that the test makes. */
  private final class ScriptedReplySource implements CommandReplySource {
    @Override
    public void start(Consumer<CommandReply> listener) {
      replies = listener;
    }

    @Override
    public boolean isListening() {
      return replies != null;
    }

    @Override
    public void close() {
      replies = null;
    }
  }

  /** Replies that cannot be followed. */
  private static final class UnreachableReplySource implements CommandReplySource {
    @Override
    public void start(Consumer<CommandReply> listener) {
      // Never comes that far.
    }

    @Override
    public boolean isListening() {
      return false;
    }

    @Override
    public void close() {
      // Nothing to end.
    }
  }

  /** The compacted content of what was written. */
  private final class WrittenTopicView<V> implements ObservableTopicView<V> {
    private final Topic topic;
    private final Class<V> type;

    private WrittenTopicView(Topic topic, Class<V> type) {
      this.topic = topic;
      this.type = type;
    }

    @Override
    public Optional<V> get(String key) {
      return Optional.ofNullable(entries().get(key));
    }

    @Override
    public Map<String, V> entries() {
      Map<String, V> entries = new HashMap<>();
      for (ProducerRecord<String, byte[]> message : written(topic)) {
        if (message.value() == null) {
          entries.remove(message.key());
        } else {
          entries.put(message.key(), after(entries.get(message.key()), message));
        }
      }
      return entries;
    }

    private V after(V before, ProducerRecord<String, byte[]> message) {
      V value = read(message.value());
      return before instanceof InstanceBinding known && value instanceof InstanceBinding change
          ? type.cast(InstanceBindingMerger.after(known, change, message.headers()))
          : value;
    }

    private V read(byte[] value) {
      try {
        return Json.read(value, type);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean isCaughtUp() {
      return true;
    }

    @Override
    public CompletableFuture<Void> seen(RecordMetadata metadata) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public RecordSubscription follow(String key, RecordListener listener) {
      BiConsumer<String, ConsumerRecord<String, byte[]>> all =
          (where, change) -> {
            if (where.equals(topic.topicName() + "/" + key)) {
              listener.read(change);
            }
          };
      listeners.add(all);
      return () -> listeners.remove(all);
    }

    @Override
    public void start() {
      // Nothing to follow.
    }

    @Override
    public void close() {
      // Nothing to end.
    }
  }

  /** A view that could not be read yet. */
  private static final class UnreadTopicView<V> implements ObservableTopicView<V> {
    @Override
    public Optional<V> get(String key) {
      return Optional.empty();
    }

    @Override
    public Map<String, V> entries() {
      return Map.of();
    }

    @Override
    public boolean isCaughtUp() {
      return false;
    }

    @Override
    public CompletableFuture<Void> seen(RecordMetadata metadata) {
      return new CompletableFuture<>();
    }

    @Override
    public RecordSubscription follow(String key, RecordListener listener) {
      return () -> {};
    }

    @Override
    public void start() {
      // Never comes that far.
    }

    @Override
    public void close() {
      // Nothing to end.
    }
  }
}
