// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.request;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Runs an action when an asynchronous request completes, whether it succeeded or not. */
public record RequestCompletionListener(Runnable action) implements AsyncListener {

  @Override
  public void onComplete(AsyncEvent event) {
    action.run();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    // Completion follows.
  }

  @Override
  public void onError(AsyncEvent event) {
    // Completion follows.
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nothing to do.
  }
}
