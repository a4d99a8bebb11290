// Checks the CloudFormation templates offline: whether they parse and refer to what is there (cdk-from-cfn), whether each property is one that AWS knows and none is
// missing (the AWS service spec), and whether they keep the rules of rules.guard (cfn-guard). Before that it breaks a copy for each rule and each check, and wants to see it fail.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import cdkFromCfn from 'cdk-from-cfn';
import YAML from 'yaml';

const here = path.dirname(fileURLToPath(import.meta.url));
const templates = path.join(here, '../../src/Fluency.Ingest/Setup/Templates');
const rules = path.join(here, 'rules.guard');
const guard = guardProgram();
const spec = loadAwsServiceSpecSync();
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'templates-'));
const functions = ['Base64', 'FindInMap', 'GetAtt', 'If', 'Join', 'Not', 'Equals', 'Or', 'And', 'Select', 'Split', 'Sub'];
const tags = [...['Ref', ...functions].flatMap(name => ['scalar', 'seq', 'map'].map(kind => tag(name, kind)))];

let failures = 0;
let checks = 0;
try {
  const texts = new Map(fs.readdirSync(templates).filter(name => name.endsWith('.yaml')).map(name => [name, fs.readFileSync(path.join(templates, name), 'utf8')]));
  expect(texts.size >= 4, `only ${texts.size} templates were found`);
  for (const [name, text] of texts) {
    for (const error of errorsOf(text)) {
      expect(false, `${name}: ${error}`);
    }
    expect(true);
  }
  breakEach(texts.get('cloudtrail.yaml'));
} finally {
  fs.rmSync(work, { recursive: true });
}
console.log(failures === 0 ? `${checks} checks of the templates passed` : `${failures} of ${checks} checks of the templates failed`);
process.exit(failures === 0 ? 0 : 1);

function errorsOf(text) {
  return [...parseErrors(text), ...specErrors(text), ...guardErrors(text)];
}

function parseErrors(text) {
  try {
    cdkFromCfn.transmute(text, 'typescript', 'Stack');
    return [];
  } catch (error) {
    return [`cdk-from-cfn: ${error.message ?? error}`];
  }
}

function guardErrors(text) {
  const file = path.join(work, 'template.yaml');
  fs.writeFileSync(file, text);
  const run = spawnSync(guard, ['validate', '-d', file, '-r', rules, '--show-summary', 'fail'], { encoding: 'utf8' });
  const failed = [...run.stdout.matchAll(/^rules\.guard\/(\w+)\s+FAIL/gm)].map(match => `cfn-guard: ${match[1]}`);
  return run.status === 0 ? [] : failed.length > 0 ? failed : [`cfn-guard: status ${run.status}: ${run.error ?? ''}${run.stderr}${run.stdout}`];
}

function specErrors(text) {
  const template = YAML.parse(text, { customTags: tags });
  return Object.entries(template.Resources).flatMap(([name, resource]) => {
    const known = spec.lookup('resource', 'cloudFormationType', 'equals', resource.Type);
    return known.length === 0 ? [`service spec: ${name} is of the unknown type ${resource.Type}`] : propertyErrors(known[0].properties, resource.Properties ?? {}, name);
  });
}

function propertyErrors(properties, values, at) {
  const errors = Object.keys(properties).filter(key => properties[key].required && !(key in values)).map(key => `service spec: ${at} lacks ${key}`);
  for (const [key, value] of Object.entries(values)) {
    errors.push(...(key in properties ? valueErrors(properties[key].type, value, `${at}.${key}`) : [`service spec: ${at} has the unknown property ${key}`]));
  }
  return errors;
}

function valueErrors(type, value, at) {
  if (isCall(value)) {
    return 'Fn::If' in value ? value['Fn::If'].slice(1).filter(choice => choice?.Ref !== 'AWS::NoValue').flatMap(choice => valueErrors(type, choice, at)) : [];
  }
  switch (type.type) {
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => valueErrors(type.element, item, `${at}[${index}]`))
        : [`service spec: ${at} is no list`];
    case 'ref':
      return typeof value === 'object' && !Array.isArray(value) ? propertyErrors(spec.get('typeDefinition', type.reference.$ref).properties, value, at) : [`service spec: ${at} is no object`];
    case 'integer': case 'number':
      return typeof value === 'number' ? [] : [`service spec: ${at} is no number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`service spec: ${at} is neither true nor false`];
    case 'string':
      return typeof value === 'string' ? [] : [`service spec: ${at} is no text`];
    default:
      return [];
  }
}

function isCall(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 1 && /^(Ref$|Fn::)/.test(Object.keys(value)[0]);
}

// A check that cannot fail proves nothing.
function breakEach(text) {
  const breaks = [
    ['cdk-from-cfn', 'Bucket: !Ref Bucket\n', 'Bucket: !Ref Bucked\n'],
    ['cdk-from-cfn', 'IsLogging: true', 'IsLoging: true'],
    ['service spec', 'IsLogging: true', ''],
    ['service spec', 'EnableKeyRotation: true', 'EnableKeyRotatoin: true'],
    ['service spec', 'Rules: [{Name: suffix, Value: .json.gz}]', 'Rules: [{Name: suffix, Val: .json.gz}]'],
    ['service spec', 'Type: AWS::SNS::Topic\n', 'Type: AWS::SNS::Topik\n'],
    ['bucket_is_private_and_kept', 'BlockPublicAcls: true', 'BlockPublicAcls: false'],
    ['bucket_name_is_asked_for', '  BucketName:\n    Type: String\n', '  BucketName:\n    Type: String\n    Default: logs\n'],
    ['queue_is_standard_and_encrypted', 'ReceiveMessageWaitTimeSeconds: 20', 'FifoQueue: true'],
    ['queue_has_dead_letter_queue', 'maxReceiveCount: 10', 'maxReceiveCount: 1'],
    ['queue_policy_is_scoped', 'StringEquals: {"aws:SourceAccount": !Ref "AWS::AccountId"}', 'StringEquals: {"aws:PrincipalTag/x": y}'],
    ['queue_policy_is_scoped', 'Principal: {Service: s3.amazonaws.com}', 'Principal: "*"'],
    ['policies_demand_tls', 'Condition: {Bool: {"aws:SecureTransport": "false"}}', 'Condition: {Bool: {"aws:SecureTransport": "true"}}'],
    ['bucket_policy_names_the_trail', '"s3:x-amz-acl": bucket-owner-full-control', '"s3:x-amz-acl": private'],
    ['bucket_waits_for_the_queue_policy', 'DependsOn: [QueuePolicy, TopicPolicy, Subscription]', 'DependsOn: [TopicPolicy]'],
    ['trail_is_whole', 'DependsOn: BucketPolicy', 'DependsOn: Queue'],
    ['role_wants_an_external_id', 'Condition: {StringEquals: {"sts:ExternalId": !Ref ExternalId}}', ''],
    ['key_is_kept_and_rotated', 'EnableKeyRotation: true', 'EnableKeyRotation: false'],
  ];
  for (const [check, ...edits] of breaks) {
    let broken = text;
    for (let edit = 0; edit < edits.length; edit += 2) {
      broken = broken.replaceAll(edits[edit], edits[edit + 1]);
    }
    expect(broken !== text, `nothing was broken for ${check}: ${edits[0]}`);
    expect(errorsOf(broken).some(error => error.includes(check)), `${check} does not fail without: ${edits.at(-2)}`);
  }
}

function guardProgram() {
  const system = { linux: 'ubuntu', darwin: 'macos' }[process.platform];
  const processor = { x64: 'x86_64', arm64: 'aarch64' }[process.arch];
  const program = path.join(here, 'node_modules/@cdklabs/cdk-validator-cfnguard/bin', system, processor, 'cfn-guard');
  fs.chmodSync(program, 0o755);
  return program;
}

function tag(name, kind) {
  const key = name === 'Ref' ? 'Ref' : `Fn::${name}`;
  return {
    tag: `!${name}`,
    collection: kind === 'scalar' ? undefined : kind,
    resolve: kind === 'scalar' ? text => ({ [key]: text }) : undefined,
    nodeClass: kind === 'scalar' ? undefined : callClass(key, kind),
  };
}

function callClass(key, kind) {
  const base = kind === 'seq' ? YAML.YAMLSeq : YAML.YAMLMap;
  return class extends base {
    toJSON(arg, context) {
      return { [key]: super.toJSON(arg, context) };
    }
  };
}

function expect(holds, sentence) {
  checks++;
  if (!holds) {
    failures++;
    console.error(sentence);
  }
}
