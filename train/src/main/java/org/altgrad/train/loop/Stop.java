package org.altgrad.train.loop;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM, SIGUSR1, SIGXCPU and Ctrl-C into a request that the loop hears at its next step.
 * While a loop runs, the process stays alive until the loop has written its checkpoint, and then
 * ends with {@link #EXIT_CODE}.
 */
public final class Stop {
  /** Exit code of a run that was interrupted and can be resumed (EX_TEMPFAIL). */
  public static final int EXIT_CODE = 75;

  private static final long PATIENCE_SECONDS = 120;

  private volatile boolean requested;
  private volatile int exitCode = EXIT_CODE;
  private final CountDownLatch loopEnded = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "stop");
  private final Optional<Stop> outer;

  private Stop(Optional<Stop> outer) {
    this.outer = outer;
  }

  /** Starts listening. */
  public static Stop listen() {
    Stop stop = new Stop(Optional.empty());
    warnings();
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  /** One for a single run of a process that has several: what stops the process stops it too. */
  public static Stop within(Stop process) {
    return new Stop(Optional.of(process));
  }

  /** Asks the loop to end, as a signal does, but leaves the process to end by itself. */
  public void request() {
    requested = true;
  }

  /**
   * Schedulers warn by these signals; their default is to end the process at once. (Java itself
   * uses SIGUSR2 and SIGQUIT; SIGTERM, SIGINT and SIGHUP shut it down in order.) The class is no
   * part of Java's standard and its name no part of what compiles, so it is asked for at run time.
   */
  private static void warnings() {
    for (String name : List.of("USR1", "XCPU")) {
      try {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object shutdown =
            Proxy.newProxyInstance(
                handler.getClassLoader(),
                new Class<?>[] {handler},
                (proxy, method, args) -> {
                  if (method.getName().equals("handle")) {
                    new Thread(() -> Runtime.getRuntime().exit(EXIT_CODE)).start();
                  }
                  return null;
                });
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), shutdown);
      } catch (ReflectiveOperationException e) {
        // a Java or a system without that signal: it keeps its default
      }
    }
  }

  /** Whether the loop has been asked to end. */
  public boolean requested() {
    return requested || outer.map(Stop::requested).orElse(false);
  }

  /** The loop has ended and all is on the disk. */
  public void ended() {
    ended(EXIT_CODE, () -> {});
  }

  /**
   * The loop has ended and all is on the disk.
   *
   * @param code with which the process ends if it has been asked to end
   * @param farewell is called before it ends then, for nothing that comes later is sure to happen
   * @return whether the process is ending
   */
  public boolean ended(int code, Runnable farewell) {
    exitCode = code;
    boolean ending = false;
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      ending = true; // a signal has begun the shutdown, and the hook waits for the loop
    }
    try {
      if (ending) {
        farewell.run();
      }
    } finally {
      loopEnded.countDown();
    }
    return ending;
  }

  private void onShutdown() {
    requested = true;
    try {
      if (loopEnded.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
