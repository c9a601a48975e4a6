// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendDispatch;
import java.time.Duration;
import java.util.List;

/**
 * A claimed dispatch and the state of its execution: the servers to call, the next of them, the
 * last outcome. It is passed from thread to thread and used by one thread at a time.
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
   * @param claimedNanos {@link System#nanoTime} of the claim, taken before the claim was committed
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

  /** The time since the claim. */
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

  /** The server to call next. Call only if {@link #hasServer}. */
  ServerUrl server() {
    return servers.get(next);
  }

  boolean hasServer() {
    return next < servers.size();
  }

  /** Skips the current server for this reason and moves on to the next one. */
  void pass(Outcome reason) {
    last = reason;
    next++;
  }

  /** The reason why the last server was skipped; null when none was. */
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

  /** The duration of the last call; null when there was none. */
  Duration latency() {
    return latency;
  }
}
