package io.dlpipelines.tensorflow.safety;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an operation of TensorFlow may do to the machine it runs on, beside computing. */
enum Danger {
  READS_FILES(
      "reads files",
      """
      ReadFile MatchingFiles ImmutableConst LoadAndRemapMatrix GenerateVocabRemapping
      Restore RestoreSlice RestoreV2 DTensorRestoreV2
      InitializeTableFromTextFile InitializeTableFromTextFileV2
      RecordInput WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2
      FixedLengthRecordReader FixedLengthRecordReaderV2 TFRecordReader TFRecordReaderV2 LMDBReader
      MatchingFilesDataset ExperimentalMatchingFilesDataset TextLineDataset TFRecordDataset
      TFRecordDatasetV2 FixedLengthRecordDataset FixedLengthRecordDatasetV2 CSVDataset CSVDatasetV2
      ExperimentalCSVDataset LMDBDataset ExperimentalLMDBDataset LoadDataset
      ListSnapshotChunksDataset SnapshotChunkDataset SnapshotDatasetReader
      SnapshotNestedDatasetReader
      """),
  WRITES_FILES(
      "writes files",
      """
      WriteFile Save SaveSlices SaveV2 MergeV2Checkpoints DistributedSave SaveDataset SaveDatasetV2
      SnapshotDataset SnapshotDatasetV2 DatasetToTFRecord ExperimentalDatasetToTFRecord DumpTensor
      CalibrationStatisticsSaver SummaryWriter CreateSummaryFileWriter CreateSummaryDbWriter
      ImportEvent FlushSummaryWriter CloseSummaryWriter WriteSummary WriteRawProtoSummary
      WriteScalarSummary WriteHistogramSummary WriteImageSummary WriteAudioSummary
      WriteGraphSummary StatsAggregatorSetSummaryWriter
      """),
  OPENS_CONNECTIONS(
      "opens connections",
      """
      RpcServer RpcServerStart RpcServerRegister RpcClient RpcCall RpcCheckStatus RpcGetValue
      DeleteRpcFutureResource RegisterDataset RegisterDatasetV2 DataServiceDataset
      DataServiceDatasetV2 DataServiceDatasetV3 DataServiceDatasetV4 SqlDataset
      ExperimentalSqlDataset DebugIdentity DebugIdentityV2 DebugIdentityV3 DebugNanCount
      DebugNumericSummary RemoteCall
      """),
  RUNS_FOREIGN_CODE(
      "runs code from elsewhere",
      """
      PyFunc PyFuncStateless EagerPyFunc XlaCustomCall XlaCustomCallV2 TfLiteSubgraphExecute
      MlirPassthroughOp DatasetFromGraph DeserializeIterator
      """),
  CHANGES_THE_PROCESS(
      "changes or ends the process",
      """
      Abort FileSystemSetConfiguration DeleteMemoryCache
      ConfigureDistributedTPU ShutdownDistributedTPU ShutdownTPUSystem WorkerHeartbeat
      ConfigureAndInitializeGlobalTPU _ConfigureDistributedTPU _ShutdownDistributedTPU
      _InitializeHostForDistributedTPU _DisconnectHostFromDistributedTPUSystem _SetGlobalTPUArray
      DTensorSetGlobalTPUArray
      """),
  WAITS_FOR_OTHERS(
      "waits for others, maybe for ever",
      """
      Send Recv _Send _Recv _HostSend _HostRecv XlaSend XlaRecv XlaSendToHost XlaRecvFromHost
      _XlaSendFromHost _XlaSendFromHostV2 _XlaRecvAtHost _XlaRecvAtHostV2 XlaHostCompute
      _XlaHostComputeMlir _WaitForDistributedTPU
      CollectiveReduce CollectiveReduceV2 CollectiveReduceV3 CollectiveReduceScatterV2
      CollectiveGather CollectiveGatherV2 CollectiveBcastSend CollectiveBcastSendV2
      CollectiveBcastRecv CollectiveBcastRecvV2 CollectiveAllToAllV2 CollectiveAllToAllV3
      CollectivePermute CollectiveAssignGroupV2 CollectiveInitializeCommunicator
      NcclAllReduce NcclReduce NcclBroadcast _NcclReduceSend _NcclReduceRecv _NcclBroadcastSend
      _NcclBroadcastRecv
      QueueDequeue QueueDequeueV2 QueueDequeueMany QueueDequeueManyV2 QueueDequeueUpTo
      QueueDequeueUpToV2 QueueEnqueue QueueEnqueueV2 QueueEnqueueMany QueueEnqueueManyV2
      BarrierTakeMany ReaderRead ReaderReadV2 ReaderReadUpTo ReaderReadUpToV2
      Stage Unstage StagePeek MapStage MapUnstage MapUnstageNoKey MapPeek OrderedMapStage
      OrderedMapUnstage OrderedMapUnstageNoKey OrderedMapPeek
      AccumulatorTakeGradient SparseAccumulatorTakeGradient ResourceAccumulatorTakeGradient
      InfeedDequeue InfeedDequeueTuple InfeedEnqueue InfeedEnqueueTuple
      InfeedEnqueuePrelinearizedBuffer OutfeedDequeue OutfeedDequeueV2 OutfeedDequeueTuple
      OutfeedDequeueTupleV2 OutfeedEnqueue OutfeedEnqueueTuple
      SleepDataset ExperimentalSleepDataset
      """);

  private static final Map<String, Danger> BY_OPERATION = new HashMap<>();

  static {
    for (Danger danger : values()) {
      danger.operations.forEach(operation -> BY_OPERATION.put(operation, danger));
    }
  }

  private final String does;
  private final List<String> operations;

  Danger(String does, String operations) {
    this.does = does;
    this.operations = Arrays.asList(operations.strip().split("\\s+"));
  }

  /** The danger of an operation whatever its attributes; null if there is none. */
  static Danger of(String operation) {
    return BY_OPERATION.get(operation);
  }

  List<String> operations() {
    return operations;
  }

  @Override
  public String toString() {
    return does;
  }
}
