package io.dlpipelines.samples.report;

import java.util.List;

/** Params stage by stage; those that were set stand out. */
final class ParamTable {

  private final List<StageParam> params;

  ParamTable(List<StageParam> params) {
    this.params = params;
  }

  void write(Html html) {
    html.open("div", "class", "scroll").open("table", "class", "params");
    String stage = "";
    for (StageParam param : params) {
      if (!param.stage().equals(stage)) {
        stage = param.stage();
        html.open("tr").element("th", stage, "colspan", "2", "class", "group").close();
      }
      html.open("tr", "class", param.isSet() ? "set" : "default")
          .element("td", param.name())
          .open("td")
          .element("code", param.value())
          .close()
          .close();
    }
    html.close().close();
  }
}
