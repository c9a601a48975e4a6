// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionRequest;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.time.Duration;
import java.util.List;

/** A claimed dispatch in execution: its servers and last outcome; used by one thread at a time. */
public final class DispatchAttempt {
  private final SendDispatch dispatch;
  private final EvolutionRequest request;
  private final long claimedNanos;
  private List<EvolutionServerUrl> servers = List.of();
  private String apikey;
  private int next;
  private AttemptOutcome last;
  private EvolutionServerUrl called;
  private Duration latency;

  DispatchAttempt(SendDispatch dispatch, EvolutionRequest request, long claimedNanos) {
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

  CallPriority priority() {
    return CallPriority.of(dispatch);
  }

  boolean is(SendDispatch.DispatchAction action) {
    return dispatch.action() == action;
  }

  /** The time since the claim. */
  Duration age() {
    return Duration.ofNanos(System.nanoTime() - claimedNanos);
  }

  void route(DispatchRoute.ServerRoute route) {
    servers = route.servers();
    apikey = route.apikey();
  }

  String apikey() {
    return apikey;
  }

  /** The server to call next. Call only if {@link #hasServer}. */
  EvolutionServerUrl server() {
    return servers.get(next);
  }

  boolean hasServer() {
    return next < servers.size();
  }

  /** Skips the current server for this reason and moves on to the next one. */
  void pass(AttemptOutcome reason) {
    last = reason;
    next++;
  }

  /** The reason why the last server was skipped; null when none was. */
  AttemptOutcome last() {
    return last;
  }

  void called(Duration took) {
    called = server();
    latency = took;
  }

  /** The server called last; null when none was. */
  EvolutionServerUrl lastCalled() {
    return called;
  }

  /** The duration of the last call; null when there was none. */
  Duration latency() {
    return latency;
  }
}
