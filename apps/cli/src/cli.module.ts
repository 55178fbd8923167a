import { Module } from '@nestjs/common';
import { BenchGrowthCommand } from './bench/growth.command.js';
import { BenchMetricsCommand } from './bench/metrics.command.js';
import { ArchiveCommand, ArchiveVerifyCommand } from './commands/archive.command.js';
import { BackupCommand } from './commands/backup.command.js';
import {
  BenchAggregateCommand,
  BenchCodecCommand,
  BenchCommand,
  BenchDedupCommand,
  BenchEmitCommand,
  BenchLoopCommand,
  BenchReplayCommand,
} from './commands/bench.command.js';
import { AuditCommand } from './commands/audit.command.js';
import { ChaosCommand } from './commands/chaos.command.js';
import { ConfigCommand, ConfigPrintCommand } from './commands/config.command.js';
import {
  ContractsAsyncApiCommand,
  ContractsCheckCommand,
  ContractsCommand,
  ContractsOpenApiCommand,
  ContractsWriteCommand,
} from './contracts/contracts.command.js';
import { DemoCommand } from './commands/demo.command.js';
import { DoctorCommand } from './commands/doctor.command.js';
import { IssuerCommand } from './commands/issuer.command.js';
import {
  KeysCommand,
  KeysCreateCommand,
  KeysListCommand,
  KeysRevokeCommand,
} from './commands/keys.command.js';
import { MetricsCommand } from './commands/metrics.command.js';
import { MonthsCloseCommand, MonthsCommand } from './commands/months.command.js';
import {
  PatientsActivationCommand,
  PatientsCommand,
  PatientsShowCommand,
} from './commands/patients.command.js';
import { PrepareCommand } from './commands/prepare.command.js';
import {
  ReplayCancelCommand,
  ReplayCommand,
  ReplayListCommand,
  ReplayPauseCommand,
  ReplayResumeCommand,
} from './commands/replay.command.js';
import { RestoreCommand } from './commands/restore.command.js';
import {
  ScenarioCommand,
  ScenarioListCommand,
  ScenarioShowCommand,
  ScenarioValidateCommand,
} from './commands/scenario.command.js';
import { SimulateCommand } from './commands/simulate.command.js';
import { SonsCommand, SonsReportCommand } from './commands/sons.command.js';
import { SonsRequestCommand } from './commands/sons-request.command.js';
import {
  TopicsCommand,
  TopicsCreateCommand,
  TopicsRightsCommand,
} from './commands/topics.command.js';
import { UpCommand } from './commands/up.command.js';
import { VerifyCommand } from './commands/verify.command.js';
import { BenchCeilingCommand } from './load/ceiling.command.js';
import { SoakCommand } from './soak/soak.command.js';

/** Every command of `mes`. */
@Module({
  providers: [
    DemoCommand,
    UpCommand,
    SimulateCommand,
    ScenarioCommand,
    ScenarioListCommand,
    ScenarioShowCommand,
    ScenarioValidateCommand,
    VerifyCommand,
    MonthsCommand,
    MonthsCloseCommand,
    MetricsCommand,
    ArchiveCommand,
    ArchiveVerifyCommand,
    BackupCommand,
    RestoreCommand,
    PatientsCommand,
    PatientsShowCommand,
    PatientsActivationCommand,
    SonsCommand,
    SonsReportCommand,
    SonsRequestCommand,
    ReplayCommand,
    ReplayListCommand,
    ReplayPauseCommand,
    ReplayResumeCommand,
    ReplayCancelCommand,
    BenchCommand,
    BenchEmitCommand,
    BenchAggregateCommand,
    BenchLoopCommand,
    BenchCodecCommand,
    BenchDedupCommand,
    BenchReplayCommand,
    BenchCeilingCommand,
    BenchGrowthCommand,
    BenchMetricsCommand,
    DoctorCommand,
    PrepareCommand,
    TopicsCommand,
    TopicsCreateCommand,
    TopicsRightsCommand,
    ChaosCommand,
    SoakCommand,
    ConfigCommand,
    ConfigPrintCommand,
    IssuerCommand,
    KeysCommand,
    KeysCreateCommand,
    KeysListCommand,
    KeysRevokeCommand,
    AuditCommand,
    ContractsCommand,
    ContractsAsyncApiCommand,
    ContractsOpenApiCommand,
    ContractsWriteCommand,
    ContractsCheckCommand,
  ],
})
export class CliModule {}
