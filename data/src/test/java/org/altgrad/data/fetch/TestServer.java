package org.altgrad.data.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on this machine that can misbehave. */
final class TestServer implements AutoCloseable {

  /** Answers one request. */
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<String> requests = new CopyOnWriteArrayList<>();

  TestServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  /** Answers the requests below a folder in turn; the last answer is used again and again. */
  TestServer on(String folder, Answer... answers) {
    List<Answer> left = new CopyOnWriteArrayList<>(answers);
    server.createContext(
        folder,
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
          requests.add(
              exchange.getRequestURI().getPath()
                  + (range == null ? "" : " " + range)
                  + (ifRange == null ? "" : " if " + ifRange));
          try (exchange) {
            (left.size() > 1 ? left.remove(0) : left.get(0)).to(exchange);
          } catch (IOException e) {
            // the client went away, as some tests want it to
          }
        });
    return this;
  }

  URI address(String folder) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + folder);
  }

  /** Each request as path, range and condition. */
  List<String> requests() {
    return requests;
  }

  /** The whole content, whatever was asked for. */
  static Answer whole(byte[] content) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    };
  }

  /** The content or the range of it that was asked for, as a proper server does. */
  static Answer ranged(byte[] content) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
      exchange.getResponseHeaders().set("ETag", "\"v1\"");
      if (range == null) {
        whole(content).to(exchange);
      } else if (from >= content.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
        exchange.sendResponseHeaders(416, -1);
      } else {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        exchange.sendResponseHeaders(206, content.length - from);
        exchange.getResponseBody().write(content, from, content.length - from);
      }
    };
  }

  /** Promises the content and cuts the connection after n bytes of it. */
  static Answer cut(byte[] content, int n) {
    return exchange -> {
      exchange.getResponseHeaders().set("ETag", "\"v1\"");
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(Arrays.copyOf(content, n));
      exchange.getResponseBody().flush();
    };
  }

  /** Promises the content and falls silent after n bytes of it. */
  Answer stalled(byte[] content, int n) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(Arrays.copyOf(content, n));
      exchange.getResponseBody().flush();
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  static Answer typed(String type, byte[] content) {
    return exchange -> {
      exchange.getResponseHeaders().set("Content-Type", type);
      whole(content).to(exchange);
    };
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
