// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.topology.query.partition.LocalQueryExecutor;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionDirectory;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.StoreSubtopology;
import dev.carteiro.topology.query.peer.PeerQueryClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Queries the owners of partitions, all at the same time. A partition that has moved is queried
 * once more at its new owner; then, if the caller allows it, at a standby. Owners query no other
 * process, so there are no loops.
 */
public final class ScatterGatherClient {
  /**
   * The fraction of the time left that an owner has before a standby is queried, if standbys are
   * allowed.
   */
  private static final double PART_FOR_OWNERS = 0.5;

  private final PartitionDirectory partitions;
  private final LocalQueryExecutor local;
  private final PeerQueryClient peers;

  public ScatterGatherClient(
      PartitionDirectory partitions, LocalQueryExecutor local, PeerQueryClient peers) {
    this.partitions = partitions;
    this.local = local;
    this.peers = peers;
  }

  /**
   * Queries partitions.
   *
   * @param request to pass on to other processes
   * @param standby whether standbys may answer for owners that do not
   * @return one answer for each query, in the order of partitions; the future never completes
   *     exceptionally
   */
  CompletableFuture<List<PartitionAnswer>> ask(
      LocalQueryExecutor.PlannedQuery work,
      PeerQueryClient.ForwardedQuery request,
      List<PartitionQuery> asks,
      boolean standby) {
    ScatterRound first = new ScatterRound(work, request, standby ? PART_FOR_OWNERS : 1);
    Map<PartitionQuery, PeerAddress> owners = owners(work.plan().group(), asks);
    return first
        .ask(asks, owners)
        .thenCompose(answers -> again(work, request, asks, owners, answers))
        .thenCompose(
            answers -> standby ? copies(work, request, asks, answers) : completed(answers));
  }

  private CompletableFuture<Map<Integer, PartitionAnswer>> again(
      LocalQueryExecutor.PlannedQuery work,
      PeerQueryClient.ForwardedQuery request,
      List<PartitionQuery> asks,
      Map<PartitionQuery, PeerAddress> before,
      Map<Integer, PartitionAnswer> answers) {
    List<PartitionQuery> moved =
        asks.stream()
            .filter(
                ask -> answers.get(ask.partition()).missing() == MissingPartitionReason.NOT_OWNER)
            .toList();
    Map<PartitionQuery, PeerAddress> now = owners(work.plan().group(), moved);
    now.entrySet().removeIf(owner -> owner.getValue().equals(before.get(owner.getKey())));
    if (now.isEmpty() || work.deadline().isOver()) {
      return CompletableFuture.completedFuture(answers);
    }
    return new ScatterRound(work, request, 1)
        .ask(List.copyOf(now.keySet()), now)
        .thenApply(more -> with(answers, more));
  }

  private CompletableFuture<List<PartitionAnswer>> copies(
      LocalQueryExecutor.PlannedQuery work,
      PeerQueryClient.ForwardedQuery request,
      List<PartitionQuery> asks,
      Map<Integer, PartitionAnswer> answers) {
    PartitionDirectory.ProcessPartitionAssignment placement =
        partitions.placement(work.plan().group());
    Map<PartitionQuery, PeerAddress> copies = new LinkedHashMap<>();
    for (PartitionQuery ask : asks) {
      List<PeerAddress> standbys = placement.standbys(ask.partition());
      if (answers.get(ask.partition()).isMissing() && !standbys.isEmpty()) {
        boolean here = standbys.contains(partitions.self());
        copies.put(ask.ofStandby(), here ? partitions.self() : standbys.get(0));
      }
    }
    if (copies.isEmpty()) {
      return completed(answers);
    }
    return new ScatterRound(work, request, 1)
        .ask(List.copyOf(copies.keySet()), copies)
        .thenCompose(
            more -> {
              // The reason of the owner says more than the reason of its standby.
              more.values().removeIf(PartitionAnswer::isMissing);
              return completed(with(answers, more));
            });
  }

  private Map<PartitionQuery, PeerAddress> owners(
      StoreSubtopology group, List<PartitionQuery> asks) {
    PartitionDirectory.ProcessPartitionAssignment placement = partitions.placement(group);
    Map<PartitionQuery, PeerAddress> owners = new LinkedHashMap<>();
    for (PartitionQuery ask : asks) {
      Optional<PeerAddress> owner = placement.owner(ask.partition());
      owner.ifPresent(peer -> owners.put(ask, peer));
    }
    return owners;
  }

  private static Map<Integer, PartitionAnswer> with(
      Map<Integer, PartitionAnswer> answers, Map<Integer, PartitionAnswer> more) {
    Map<Integer, PartitionAnswer> all = new HashMap<>(answers);
    all.putAll(more);
    return all;
  }

  private static CompletableFuture<List<PartitionAnswer>> completed(
      Map<Integer, PartitionAnswer> answers) {
    return CompletableFuture.completedFuture(
        answers.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList());
  }

  /** One round of queries, each to the process that has the partition. */
  private final class ScatterRound {
    private final LocalQueryExecutor.PlannedQuery work;
    private final PeerQueryClient.ForwardedQuery request;

    ScatterRound(
        LocalQueryExecutor.PlannedQuery work, PeerQueryClient.ForwardedQuery request, double part) {
      this.work =
          new LocalQueryExecutor.PlannedQuery(
              work.plan(), work.scope(), work.after(), work.deadline().part(part));
      this.request = request;
    }

    CompletableFuture<Map<Integer, PartitionAnswer>> ask(
        List<PartitionQuery> asks, Map<PartitionQuery, PeerAddress> whom) {
      Map<PeerAddress, List<PartitionQuery>> byPeer = new HashMap<>();
      List<PartitionAnswer> nobody = new ArrayList<>();
      for (PartitionQuery ask : asks) {
        PeerAddress peer = whom.get(ask);
        if (peer == null) {
          nobody.add(PartitionAnswer.missing(ask.partition(), MissingPartitionReason.REBALANCING));
        } else {
          byPeer.computeIfAbsent(peer, p -> new ArrayList<>()).add(ask);
        }
      }
      List<CompletableFuture<List<PartitionAnswer>>> underWay = new ArrayList<>();
      underWay.add(CompletableFuture.completedFuture(nobody));
      List<PartitionQuery> here = byPeer.remove(partitions.self());
      byPeer.forEach(
          (peer, theirs) -> underWay.add(peers.ask(peer, request, theirs, work.deadline())));
      if (here != null) {
        underWay.add(local.read(work, here));
      }
      return CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
          .thenApply(
              done -> {
                Map<Integer, PartitionAnswer> answers = new HashMap<>();
                for (CompletableFuture<List<PartitionAnswer>> answer : underWay) {
                  answer.join().forEach(part -> answers.put(part.partition(), part));
                }
                return answers;
              });
    }
  }
}
