// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.KafkaClients;
import dev.carteiro.config.KafkaSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;

/**
 * What the application keeps in Kafka for itself: groups with their offsets, internal topics,
 * transactions.
 */
final class ApplicationState implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;

  /**
   * One thing to do.
   *
   * @param what reads after "would"
   */
  record Step(String what, Runnable action) {}

  private interface Call<T> {
    T run() throws ExecutionException, InterruptedException;
  }

  private final Admin admin;
  private final String where;
  private final String application;

  private ApplicationState(Admin admin, String where, String application) {
    this.admin = admin;
    this.where = where;
    this.application = application;
  }

  /**
   * Connects.
   *
   * @param application the topology's application id
   */
  static ApplicationState at(KafkaSettings kafka, String application) {
    Map<String, Object> properties = KafkaClients.common(kafka, "carteiro-reset");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("request.timeout.ms", TIMEOUT_MS);
    return new ApplicationState(Admin.create(properties), kafka.bootstrapServers(), application);
  }

  /**
   * Makes sure that nobody works on the state.
   *
   * @throws CommandFailure naming the group that has members
   */
  void requireStopped(List<String> groups) {
    for (GroupListing group : listed(groups)) {
      GroupState state = group.groupState().orElse(GroupState.UNKNOWN);
      if (state != GroupState.EMPTY && state != GroupState.DEAD) {
        throw new CommandFailure(
            "the group %s is %s: stop its processes first (after a kill, its members are forgotten within a minute)"
                .formatted(group.groupId(), state));
      }
    }
  }

  /** What is there to take away. */
  List<Step> steps(List<String> groups) {
    List<Step> steps = new ArrayList<>();
    List<String> open = openTransactions();
    if (!open.isEmpty()) {
      steps.add(
          new Step("abort transactions " + open, () -> await(admin.fenceProducers(open).all())));
    }
    for (GroupListing group : listed(groups)) {
      List<String> id = List.of(group.groupId());
      boolean streams = group.type().filter(GroupType.STREAMS::equals).isPresent();
      steps.add(
          new Step(
              "delete the group " + group.groupId() + " with its offsets",
              () ->
                  await(
                      streams
                          ? admin.deleteStreamsGroups(id).all()
                          : admin.deleteConsumerGroups(id).all())));
    }
    for (String topic : internalTopics()) {
      steps.add(
          new Step(
              "delete the topic " + topic, () -> await(admin.deleteTopics(List.of(topic)).all())));
    }
    return steps;
  }

  @Override
  public void close() {
    admin.close();
  }

  private Collection<GroupListing> listed(List<String> groups) {
    return call(() -> admin.listGroups().all().get()).stream()
        .filter(group -> groups.contains(group.groupId()))
        .toList();
  }

  private List<String> internalTopics() {
    return call(() -> admin.listTopics().names().get()).stream()
        .filter(name -> name.startsWith(application + "-"))
        .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
        .sorted()
        .toList();
  }

  private List<String> openTransactions() {
    return call(() -> admin.listTransactions().all().get()).stream()
        .filter(transaction -> transaction.transactionalId().startsWith(application + "-"))
        .filter(transaction -> transaction.state() == TransactionState.ONGOING)
        .map(TransactionListing::transactionalId)
        .toList();
  }

  private void await(KafkaFuture<Void> done) {
    call(done::get);
  }

  private <T> T call(Call<T> call) {
    try {
      return call.run();
    } catch (ExecutionException e) {
      throw new CommandFailure(
          "Kafka at %s says: %s (the embedded one runs only with up; its data goes with --data)"
              .formatted(where, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }
}
