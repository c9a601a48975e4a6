// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendDispatch;
import java.time.Duration;
import java.util.List;

/**
 * A claimed dispatch on its way through the servers of its instance. Passed from thread to thread,
 * used by one at a time.
 */
final class Attempt {
  private final SendDispatch dispatch;
  private final EvolutionRequest request;
  private final long claimedNanos;
  private List<ServerUrl> servers = List.of();
  private String apikey;
  private int next;
  private Outcome last;
  private ServerUrl called;
  private Duration latency;

  /**
   * @param claimedNanos when it was claimed, before the claim was committed
   */
  Attempt(SendDispatch dispatch, EvolutionRequest request, long claimedNanos) {
    this.dispatch = dispatch;
    this.request = request;
    this.claimedNanos = claimedNanos;
  }

  SendDispatch dispatch() {
    return dispatch;
  }

  EvolutionRequest request() {
    return request;
  }

  Line line() {
    return Line.of(dispatch);
  }

  boolean is(SendDispatch.Action action) {
    return dispatch.action() == action;
  }

  /** How long since the claim. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - claimedNanos);
  }

  void route(Route.To route) {
    servers = route.servers();
    apikey = route.apikey();
  }

  String apikey() {
    return apikey;
  }

  /** The server to call, while there is one. */
  ServerUrl server() {
    return servers.get(next);
  }

  boolean hasServer() {
    return next < servers.size();
  }

  /** This server would not do, for that reason. */
  void pass(Outcome reason) {
    last = reason;
    next++;
  }

  /** Why the last server passed over would not do. */
  Outcome last() {
    return last;
  }

  void called(Duration took) {
    called = server();
    latency = took;
  }

  /** The server called last; null when none was. */
  ServerUrl lastCalled() {
    return called;
  }

  /** How long the last call took; null when there was none. */
  Duration latency() {
    return latency;
  }
}
