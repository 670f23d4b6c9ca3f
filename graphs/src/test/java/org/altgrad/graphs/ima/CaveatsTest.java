package org.altgrad.graphs.ima;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.altgrad.graphs.identifiability.Mcc;
import org.altgrad.graphs.identifiability.Mcc.Correlation;
import org.altgrad.graphs.identifiability.Sample;
import org.altgrad.graphs.identifiability.Score;
import org.altgrad.graphs.program.Caveat;
import org.altgrad.graphs.program.MetricName;
import org.junit.jupiter.api.Test;

class CaveatsTest {
  private static final double[][] CODES = {{1, 2}, {2, 1}, {3, 5}, {4, 3}};
  private static final double[][] STILL = {{1, 2}, {2, 2}, {3, 2}, {4, 2}};
  private static final String LEFT = "source 1 is constant and left out; ";

  private static Score score(double[][] codes) {
    return Mcc.plain(Sample.of(codes, STILL), Correlation.PEARSON);
  }

  private static Caveat caveat(String more) {
    return new Caveat("mcc/1", 4, LEFT + more);
  }

  /** A constant source is said; networks that agree are said once, others each. */
  @Test
  void aConstantSourceIsSaid() {
    Caveats caveats = new Caveats();
    caveats.of(0);
    assertEquals(1, caveats.value("mcc", score(CODES)), 1e-12);
    caveats.of(1);
    caveats.value("mcc", score(CODES));
    String active = "2 codes (2 active) for 1 sources";
    assertEquals(Map.of(MetricName.of("mcc"), caveat(active)), caveats.all());
    caveats.of(2);
    caveats.numbers("mcc", score(STILL));
    Caveat still = caveat("constant codes [1] know nothing; 2 codes (1 active) for 1 sources");
    assertEquals(
        Map.of(
            MetricName.of("mcc", 0),
            caveat(active),
            MetricName.of("mcc", 1),
            caveat(active),
            MetricName.of("mcc", 2),
            still),
        caveats.all());
  }
}
