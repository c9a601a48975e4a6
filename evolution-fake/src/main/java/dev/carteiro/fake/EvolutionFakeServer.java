// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.Environment;
import dev.carteiro.fake.api.EvolutionApiRouter;
import dev.carteiro.fake.api.HandledRequest;
import dev.carteiro.fake.api.InstanceFaultSelector;
import dev.carteiro.fake.api.InstanceRequestHandler;
import dev.carteiro.fake.api.RestartableHttpServer;
import dev.carteiro.fake.api.SendRequestHandler;
import dev.carteiro.fake.api.SimulatedResponseWriter;
import dev.carteiro.fake.api.WebhookRequestHandler;
import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.whatsapp.ContactAddressingMode;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import dev.carteiro.fake.whatsapp.EvolutionIdGenerator;
import dev.carteiro.fake.whatsapp.EvolutionJidFactory;
import dev.carteiro.fake.whatsapp.FakeEventName;
import dev.carteiro.fake.whatsapp.FakeInstance;
import dev.carteiro.fake.whatsapp.FakeInstanceRegistry;
import dev.carteiro.fake.whatsapp.HttpWebhookTransport;
import dev.carteiro.fake.whatsapp.InstanceConnectionSimulator;
import dev.carteiro.fake.whatsapp.InstanceWebhookPublisher;
import dev.carteiro.fake.whatsapp.InstanceWebhookSubscription;
import dev.carteiro.fake.whatsapp.MessageEventDataFactory;
import dev.carteiro.fake.whatsapp.MessageStatusSimulator;
import dev.carteiro.fake.whatsapp.ThreadPoolDelayTimer;
import dev.carteiro.fake.whatsapp.WhatsAppNetworkSimulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A fake Evolution API 2.3.7 server: it accepts sends, posts webhooks, and records which messages
 * were delivered. Faults can be switched at run time and are repeatable: they follow from the seed.
 *
 * <p>Thread-safe.
 */
public final class EvolutionFakeServer implements AutoCloseable {
  private static final int LOGGED_OUT = 401;

  /** Time to answer the request that asked for it. */
  private static final Duration BEFORE_OFFLINE = Duration.ofMillis(100);

  private final EvolutionFakeSettings settings;
  private final ThreadPoolDelayTimer timer = new ThreadPoolDelayTimer();
  private final HttpWebhookTransport transport;
  private final FakeInstanceRegistry instances;
  private final InstanceFaultSelector faults;
  private final WhatsAppNetworkSimulator whatsApp;
  private final InstanceWebhookPublisher webhooks;
  private final InstanceConnectionSimulator connections;
  private final MessageEventDataFactory data;
  private final SimulatedResponseWriter exchange;
  private final EvolutionApiRouter routes;
  private final RestartableHttpServer server;
  private volatile ContactAddressingMode addressing = ContactAddressingMode.PHONE;

  private EvolutionFakeServer(EvolutionFakeSettings settings, Clock clock) {
    this.settings = settings;
    this.transport = new HttpWebhookTransport(settings.webhookTimeout());
    this.instances = new FakeInstanceRegistry(clock);
    this.faults = new InstanceFaultSelector(settings.seed());
    this.whatsApp = new WhatsAppNetworkSimulator(clock, settings.kept());
    this.webhooks =
        new InstanceWebhookPublisher(
            settings, clock, timer, transport, one -> faults.of(one).webhooks());
    this.connections = new InstanceConnectionSimulator(webhooks);
    this.data = new MessageEventDataFactory(clock);
    this.exchange = new SimulatedResponseWriter(timer);
    this.routes = new EvolutionApiRouter(settings, clock, instances, exchange);
    MessageStatusSimulator receipts = new MessageStatusSimulator(settings, timer, webhooks);
    SendRequestHandler sends =
        new SendRequestHandler(
            settings, clock, timer, whatsApp, webhooks, receipts, faults, () -> addressing);
    WebhookRequestHandler webhookApi = new WebhookRequestHandler(clock, webhooks);
    InstanceRequestHandler instanceApi =
        new InstanceRequestHandler(settings, clock, timer, instances, webhooks, webhookApi);
    this.server =
        new RestartableHttpServer(
            settings.http(),
            config -> {
              routes.addTo(config, sends, instanceApi, webhookApi);
              new FakeControlApi(this).addTo(config);
            });
  }

  /** Starts a server on a free port with the default settings. */
  public static EvolutionFakeServer start() {
    return start(new Environment(Map.of("FAKE_PORT", "0")).bind(EvolutionFakeSettings.class));
  }

  /** Starts a server; it serves when this returns. */
  public static EvolutionFakeServer start(EvolutionFakeSettings settings) {
    EvolutionFakeServer fake = new EvolutionFakeServer(settings, Clock.systemUTC());
    try {
      fake.server.start();
    } catch (RuntimeException e) {
      fake.close();
      throw e;
    }
    fake.webhooks.serverUrl(fake.url());
    return fake;
  }

  /** Returns the base URL, without a trailing slash. */
  public String url() {
    return "http://" + settings.http().host() + ":" + server.port();
  }

  /** Returns the global API key, which is valid for every instance. */
  public String apiKey() {
    return settings.apiKey();
  }

  /**
   * Adds a connected instance without sending webhooks.
   *
   * @param token the instance's own API key
   * @param ownJid the instance's address, {@code <digits>@s.whatsapp.net}
   * @return Evolution's instance id
   * @throws IllegalArgumentException if the name is taken
   */
  public String addInstance(String name, String token, String ownJid) {
    FakeInstance instance =
        instances
            .create(name, token, FakeInstance.BAILEYS, ownJid)
            .orElseThrow(() -> new IllegalArgumentException("instance " + name + " is there"));
    instance.state("open");
    return instance.id();
  }

  /** Sets an instance's own webhook, for all events. */
  public void webhook(String instance, String url) {
    instances
        .get(instance)
        .webhook(InstanceWebhookSubscription.all(url, Clock.systemUTC().instant()));
  }

  /** Sets the webhook of all instances that have none of their own; null for none. */
  public void defaultWebhook(String url) {
    webhooks.defaultUrl(url);
  }

  /** Sets the global webhook, which gets every event after the instance's own; null for none. */
  public void globalWebhook(String url) {
    webhooks.globalUrl(url);
  }

  /** Sets whether a number is on WhatsApp; by default every number is. */
  public void onWhatsApp(String number, boolean exists) {
    whatsApp.exists(EvolutionJidFactory.of(number), exists);
  }

  /** Sets how contacts are addressed from now on, in their messages and in statuses. */
  public void addressing(ContactAddressingMode other) {
    addressing = other;
  }

  /**
   * Simulates a text message from a contact.
   *
   * @param jid or number
   * @return the message's id
   */
  public String contactSays(String instance, String jid, String text) {
    FakeInstance to = instances.get(instance);
    String from = EvolutionJidFactory.of(jid);
    String id = EvolutionIdGenerator.incoming();
    ContactAddressingMode as = addressing;
    webhooks.emit(to, FakeEventName.UPSERT, data.said(to, from, id, text, as));
    MessageEventDataFactory.news(to, as.chat(from), webhooks);
    return id;
  }

  /**
   * Simulates a text message that the instance's owner writes on the phone.
   *
   * @return the message's id
   */
  public String phoneSends(String instance, String jid, String text) {
    FakeInstance from = instances.get(instance);
    String id = EvolutionIdGenerator.incoming();
    webhooks.emit(
        from, FakeEventName.UPSERT, data.fromPhone(from, EvolutionJidFactory.of(jid), id, text));
    return id;
  }

  /** Logs the instance out, with a webhook. */
  public void disconnect(String instance) {
    connections.close(instances.get(instance), LOGGED_OUT);
  }

  /** Drops the instance's connection without a webhook: sends fail with "Connection Closed". */
  public void loseConnection(String instance) {
    instances.get(instance).state("connecting");
  }

  /**
   * Connects the instance: it can send at once. Its webhook "connecting" goes out now and "open"
   * half a second later, so that the two seldom overtake each other.
   */
  public void connect(String instance) {
    FakeInstance one = instances.get(instance);
    connections.connecting(one);
    one.state("open");
    timer.after(
        settings.scaled(InstanceConnectionSimulator.UNTIL_OPEN), () -> connections.open(one));
  }

  /** Sets the faults of all instances that have none of their own. */
  public void faults(InstanceFaultSettings all) {
    faults.all(all);
  }

  /**
   * Sets the faults of one instance.
   *
   * @param own null for the faults of all instances
   */
  public void faults(String instance, InstanceFaultSettings own) {
    instances.get(instance).faults(own);
  }

  /**
   * Queues faults for the next sends of an instance, one for each send; afterwards the shares apply
   * again.
   */
  public void nextSends(String instance, SendFault... next) {
    faults.next(instances.get(instance), List.of(next));
  }

  /** Sets whether the server has a licence; without it every path but {@code /} is answered 503. */
  public void licensed(boolean has) {
    routes.licensed(has);
  }

  /** Closes the port and drops all connections; sends under way are not delivered. */
  public void goOffline() {
    exchange.die();
    server.down();
  }

  /** Goes offline after 100 ms, and online again after the given time. */
  public void goOffline(Duration time) {
    timer.after(BEFORE_OFFLINE, this::goOffline);
    timer.after(BEFORE_OFFLINE.plus(time), this::goOnline);
  }

  /** Opens the same port again. */
  public void goOnline() {
    server.up();
  }

  /** Returns the latest messages that reached WhatsApp through the API, oldest first. */
  public List<DeliveredMessage> delivered() {
    return whatsApp.deliveries();
  }

  /**
   * Returns the latest handled requests with their results, in the order in which they finished.
   */
  public List<HandledRequest> requests() {
    return routes.requests().all();
  }

  /** Returns the highest number of connections open at once, by client address. */
  public Map<String, Integer> mostConnections() {
    return server.mostConnections();
  }

  /** Returns the number of webhooks neither delivered nor given up. */
  public int pendingWebhooks() {
    return webhooks.pending();
  }

  /** Returns the number of webhooks answered with a 2xx status. */
  public long deliveredWebhooks() {
    return webhooks.delivered();
  }

  /** Returns the number of webhooks given up or dropped. */
  public long lostWebhooks() {
    return webhooks.lost();
  }

  /** Returns the connection state of each instance, by name. */
  public Map<String, String> instances() {
    return instances.all().stream()
        .collect(Collectors.toMap(FakeInstance::name, FakeInstance::state));
  }

  /** Stops the server; pending webhooks are lost, as with Evolution. */
  @Override
  public void close() {
    exchange.die();
    timer.close();
    server.close();
    transport.close();
  }
}
