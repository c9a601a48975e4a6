// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;

/** Runs something when a request is over, however it ended. */
record OnComplete(Runnable action) implements AsyncListener {

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
    // Nothing of ours begins then.
  }
}
