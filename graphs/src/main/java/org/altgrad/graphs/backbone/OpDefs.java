package org.altgrad.graphs.backbone;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** What TensorFlow knows of its operations. */
final class OpDefs {
  private final Map<String, OpDef> byType = new HashMap<>();

  OpDefs() {
    TensorFlow.registeredOpList().getOpList().forEach(op -> byType.put(op.getName(), op));
  }

  /** The operation of a type, or null if there is none. */
  OpDef find(String type) {
    return byType.get(type);
  }

  /** How many tensors an argument or a result of a node is. */
  static int count(OpDef.ArgDef arg, NodeDef node) {
    if (!arg.getNumberAttr().isEmpty()) {
      return (int) node.getAttrOrThrow(arg.getNumberAttr()).getI();
    }
    return arg.getTypeListAttr().isEmpty()
        ? 1
        : node.getAttrOrThrow(arg.getTypeListAttr()).getList().getTypeCount();
  }

  /** Whether an argument is a list of tensors. */
  static boolean isList(OpDef.ArgDef arg) {
    return !arg.getNumberAttr().isEmpty() || !arg.getTypeListAttr().isEmpty();
  }
}
