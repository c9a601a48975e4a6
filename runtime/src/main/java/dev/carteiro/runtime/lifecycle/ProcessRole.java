// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.util.concurrent.CompletableFuture;

/**
 * One running part of the system: bridge, topology, sink and others. A process runs one role, or
 * several in one JVM ({@code up}).
 *
 * <p>{@link #start} is called once and returns when the role serves or is about to ({@link #health}
 * tells which). {@link #close} is called once, may be called when {@code start} failed half-way,
 * drains what was accepted and returns within the configured grace.
 */
public interface ProcessRole extends AutoCloseable {

  /** Short name for logs and metrics, e.g. {@code bridge}. */
  String name();

  /** Starts the role, or throws because it cannot run as configured. */
  void start();

  /** The port of its HTTP server once started, also when its setting is 0; 0 when it has none. */
  default int port() {
    return 0;
  }

  /** Whether the role is ready, and if not, why. Cheap; never blocks. */
  RoleHealth health();

  /** Completes exceptionally when the process should end; never completes normally. */
  CompletableFuture<Void> failure();

  @Override
  void close();
}
