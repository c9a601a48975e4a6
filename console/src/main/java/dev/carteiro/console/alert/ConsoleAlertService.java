// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.InvalidSettingException;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.ConsoleService;
import dev.carteiro.console.ConsoleSettings;
import dev.carteiro.console.alert.AlertLeaderLoop.LeaderComponents;
import dev.carteiro.console.alert.AlertRuleInputFactory.LocalAlertInput;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.runtime.kafka.BrokerClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The console's alerts: judges the rules and sends notices to people. It has no routes. */
public final class ConsoleAlertService implements ConsoleService {
  private final AlertDatabasePoller rows;
  private final BrokerDiskPoller disks;
  private final BrokerClock brokerClock;
  private final List<AlertChannelConsumer> channels;
  private final AlertLeaderLoop leader;

  /**
   * @throws InvalidSettingException if an e-mail address or the webhook's secret is invalid
   */
  public ConsoleAlertService(ConsoleContext context, Supplier<SystemSnapshot> source) {
    ConsoleSettings console = context.settings();
    AlertSettings settings = console.alerts();
    AlertMessageFormatter formatter =
        new AlertMessageFormatter(settings.channels().language().locale());
    NoticeDeliveryLog log = new NoticeDeliveryLog(context.metrics());
    AlertDatabaseQueries queries = new AlertDatabaseQueries(context.database(), settings);
    this.rows = new AlertDatabasePoller(settings, source, queries, context.clock());
    this.disks = new BrokerDiskPoller(console.kafka());
    this.brokerClock =
        new BrokerClock(console.kafka(), "console", context.clock(), context.metrics());
    this.channels =
        channels(context, formatter).stream().map(channel -> loop(context, channel, log)).toList();
    FiringAlertRegistry alerts = new FiringAlertRegistry();
    AlertTopicWriter writer = new AlertTopicWriter(console.kafka(), channels, context.metrics());
    AlertRuleInputFactory inputFactory =
        new AlertRuleInputFactory(settings, context.clock().instant());
    Supplier<AlertRuleInput> inputs =
        () ->
            inputFactory.create(
                source.get(),
                rows.newest(),
                new LocalAlertInput(disks.newest(), brokerClock.offset(), writer.lostAlerts()),
                context.clock().instant());
    this.leader =
        new AlertLeaderLoop(
            () ->
                AlertClientFactory.consumer(
                    console.kafka(), AlertLeaderLoop.GROUP, AlertLeaderLoop.GROUP),
            new LeaderComponents(
                new AlertRuleEngine(settings, formatter, alerts),
                alerts,
                writer,
                new AlertRuleMetrics(context.metrics()),
                log),
            inputs,
            settings.interval(),
            context.clock());
  }

  private static List<AlertNoticeChannel> channels(
      ConsoleContext context, AlertMessageFormatter formatter) {
    AlertChannelSettings settings = context.settings().alerts().channels();
    List<AlertNoticeChannel> channels = new ArrayList<>();
    try {
      settings.mail().ifPresent(mail -> channels.add(new MailNoticeChannel(mail, formatter)));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("ADMIN_EMAILS", e.getMessage(), e);
    }
    try {
      settings
          .webhook()
          .ifPresent(webhook -> channels.add(new WebhookNoticeChannel(webhook, context.clock())));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("ALERT_WEBHOOK_SECRET", "holds no base64 behind whsec_", e);
    }
    settings
        .whatsApp()
        .ifPresent(
            whatsApp ->
                channels.add(
                    new WhatsAppNoticeChannel(whatsApp, context.settings().bridges(), formatter)));
    return channels;
  }

  private static AlertChannelConsumer loop(
      ConsoleContext context, AlertNoticeChannel channel, NoticeDeliveryLog log) {
    AlertChannelSettings settings = context.settings().alerts().channels();
    return new AlertChannelConsumer(
        context.settings().kafka(),
        channel,
        delivered ->
            new NoticeQueue(
                channel,
                settings.quiet(),
                settings.giveUpAfter(),
                log,
                context.clock(),
                delivered));
  }

  @Override
  public void start() {
    rows.start();
    disks.start();
    brokerClock.start();
    channels.forEach(AlertChannelConsumer::start);
    leader.start();
  }

  @Override
  public void close() {
    leader.close();
    channels.forEach(AlertChannelConsumer::close);
    brokerClock.close();
    disks.close();
    rows.close();
  }
}
