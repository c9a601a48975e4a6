// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.util.concurrent.ThreadFactory;

/** Creates daemon threads, which do not keep the process alive. */
public record DaemonThreadFactory(String name) implements ThreadFactory {
  @Override
  public Thread newThread(Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
