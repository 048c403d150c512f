/** Draws structures with one WebGL context, into a canvas of its own, and copies the picture to where it is wanted. */
import {
  BufferAttribute,
  Camera,
  Color,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  LinearSRGBColorSpace,
  Matrix3,
  Mesh,
  NoBlending,
  NormalBlending,
  RawShaderMaterial,
  Scene,
  WebGLRenderer,
} from 'three';
import { type View, viewed } from './camera';
import { signInk } from './flatPainter';
import type { Balls, Model, Rods } from './model';
import type { Painter } from './painter';
import { ballFragment, ballVertex, rodFragment, rodVertex } from './shaders';
import { outlineColour, outlineWidth, relief } from './shading';
import { type Palette, vectorAt } from './structure';

export interface WebglPainter extends Painter {
  /** Gives the context back to the browser. */
  dispose(): void;
}

interface Kept {
  scene: Scene;
  meshes: Mesh<InstancedBufferGeometry, RawShaderMaterial>[];
}

/** @param canvas one that nothing else draws on. @param context its own. */
export function createWebglPainter(canvas: HTMLCanvasElement, context: WebGL2RenderingContext): WebglPainter {
  const renderer = new WebGLRenderer({ canvas, context, antialias: true, alpha: false });
  // Colours are mixed as the canvas of the fallback mixes them.
  renderer.outputColorSpace = LinearSRGBColorSpace;
  const kept = new Map<Model, Kept>();
  const camera = new Camera();
  return {
    paint(target, model, view, palette, ratio) {
      const width = Math.round(view.width * ratio);
      const height = Math.round(view.height * ratio);
      // Only ever larger: views of several sizes would else allocate it anew at each picture.
      if (canvas.width < width || canvas.height < height) {
        renderer.setSize(Math.max(canvas.width, width), Math.max(canvas.height, height), false);
      }
      let scene = kept.get(model);
      if (!scene) {
        scene = createScene(model);
        kept.set(model, scene);
      }
      for (const mesh of scene.meshes) setUniforms(mesh.material, view, palette);
      sortGlass(scene, model.atoms, view);
      renderer.setViewport(0, 0, width, height);
      renderer.setScissor(0, 0, width, height);
      renderer.setScissorTest(true);
      renderer.setClearColor(new Color(...palette.surface));
      renderer.render(scene.scene, camera);
      target.setTransform(1, 0, 0, 1, 0, 0);
      // In the same turn as the rendering, after which the browser may clear the context's picture.
      target.drawImage(canvas, 0, canvas.height - height, width, height, 0, 0, width, height);
    },
    forget(model) {
      release(kept.get(model));
      kept.delete(model);
    },
    dispose() {
      for (const scene of kept.values()) release(scene);
      kept.clear();
      renderer.dispose();
      renderer.forceContextLoss();
    },
  };
}

function createScene(model: Model): Kept {
  const meshes = [
    rodMesh(model.rods),
    ...[model.points, model.atoms, model.charges].flatMap((balls) => (balls ? [ballMesh(balls)] : [])),
  ];
  const scene = new Scene();
  meshes.forEach((mesh, order) => {
    // Places are uniforms of the shaders, which three.js cannot see.
    mesh.frustumCulled = false;
    mesh.renderOrder = order;
    scene.add(mesh);
  });
  return { scene, meshes };
}

function ballMesh(balls: Balls) {
  const geometry = squares(balls.radii.length, {
    centre: [balls.centres, 3],
    radius: [balls.radii, 1],
    colour: [balls.colours, 3],
    sign_: [balls.signs, 1],
  });
  const material = shaderMaterial(ballVertex, ballFragment, {
    relief: relief[balls.kind],
    outline: outlineWidth[balls.kind],
    opacity: balls.opacity,
    last: balls.kind === 'charge',
  });
  return new Mesh(geometry, material);
}

function rodMesh({ ends, radii, colours }: Rods) {
  const half = (second: boolean) => ends.filter((_, index) => index % 6 >= 3 === second);
  const geometry = squares(radii.length, {
    start: [half(false), 3],
    end: [half(true), 3],
    radius: [radii, 1],
    colour: [colours, 3],
  });
  return new Mesh(
    geometry,
    shaderMaterial(rodVertex, rodFragment, {
      relief: relief.rod,
      outline: outlineWidth.rod,
      opacity: 1,
      last: false,
    }),
  );
}

/** One square for each shape. @param parts values of the shapes, and how many each has. */
function squares(count: number, parts: Record<string, [values: Float32Array, each: number]>) {
  const geometry = new InstancedBufferGeometry();
  geometry.instanceCount = count;
  geometry.setAttribute('corner', new BufferAttribute(Float32Array.of(-1, -1, 1, -1, -1, 1, 1, 1), 2));
  geometry.setIndex([0, 1, 2, 2, 1, 3]);
  for (const [name, [values, each]] of Object.entries(parts)) {
    geometry.setAttribute(name, new InstancedBufferAttribute(values.slice(), each));
  }
  return geometry;
}

function shaderMaterial(
  vertexShader: string,
  fragmentShader: string,
  own: { relief: number; outline: number; opacity: number; last: boolean },
) {
  const glass = own.opacity < 1;
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    // The samples that an edge covers; glass is blended instead, after all that is solid.
    alphaToCoverage: !glass,
    // What three.js calls transparent it draws last, in the order of the meshes.
    transparent: glass || own.last,
    // Charges are seen through the glass around them.
    depthWrite: !glass,
    blending: glass ? NormalBlending : NoBlending,
    uniforms: {
      relief: { value: own.relief },
      outline: { value: own.outline },
      opacity: { value: own.opacity },
      turn: { value: new Matrix3() },
      pivot: { value: [0, 0, 0] },
      pan: { value: [0, 0] },
      size: { value: [1, 1] },
      scale: { value: 1 },
      depth: { value: 1 },
      fadeDepth: { value: 1 },
      surface: { value: [1, 1, 1] },
      outlineColour: { value: [0, 0, 0] },
      signInk: { value: [1, 1, 1] },
    },
  });
}

function setUniforms({ uniforms }: RawShaderMaterial, view: View, palette: Palette) {
  const [x, y, z] = view.turn;
  const set = (name: string, value: unknown) => {
    uniforms[name]!.value = value;
  };
  set('turn', new Matrix3(...x, ...y, ...z));
  set('pivot', view.pivot);
  set('pan', view.pan);
  set('size', [view.width, view.height]);
  set('scale', view.scale);
  set('depth', view.depth);
  set('fadeDepth', view.fadeDepth);
  set('surface', palette.surface);
  set('outlineColour', outlineColour(palette));
  set('signInk', signInk(palette));
}

/** Glass is drawn from the farthest to the nearest: a nearer one that came first would hide what is behind it. */
function sortGlass({ meshes }: Kept, atoms: Balls, view: View) {
  const mesh = meshes.find(({ material }) => !material.depthWrite);
  if (!mesh) return;
  const order = Array.from(atoms.radii, (_, index) => ({
    index,
    z: viewed(view, vectorAt(atoms.centres, index))[2],
  })).sort((a, b) => a.z - b.z);
  const sorted = (name: string, values: Float32Array, each: number) => {
    const attribute = mesh.geometry.getAttribute(name);
    order.forEach(({ index }, place) => {
      for (let part = 0; part < each; part++)
        attribute.array[each * place + part] = values[each * index + part]!;
    });
    attribute.needsUpdate = true;
  };
  sorted('centre', atoms.centres, 3);
  sorted('radius', atoms.radii, 1);
  sorted('colour', atoms.colours, 3);
}

function release(scene: Kept | undefined) {
  for (const { geometry, material } of scene?.meshes ?? []) {
    geometry.dispose();
    material.dispose();
  }
}
