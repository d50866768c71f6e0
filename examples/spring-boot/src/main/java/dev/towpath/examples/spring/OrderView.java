package dev.towpath.examples.spring;

import dev.towpath.event.RowChange;
import dev.towpath.event.RowDelete;
import dev.towpath.sink.Sink;
import dev.towpath.sink.SinkContext;
import dev.towpath.sink.SinkFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An in-memory view of each order's status. Thread-safe. */
@Component
@RestController
class OrderView implements SinkFactory {
  private final Map<Long, String> orders = new ConcurrentSkipListMap<>();

  @Override
  public Sink create(SinkContext context) {
    return batch -> {
      for (var event : batch.events()) {
        if (event instanceof RowChange change) {
          apply(change);
        }
      }
    };
  }

  private void apply(RowChange change) {
    long id = change.row().getLong("id");
    if (change instanceof RowDelete) {
      orders.remove(id);
    } else {
      orders.put(id, String.valueOf(change.row().getString("status")));
    }
  }

  @GetMapping("/orders")
  Map<Long, String> orders() {
    return orders;
  }
}
